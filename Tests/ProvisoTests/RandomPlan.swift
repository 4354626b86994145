import Foundation
import TestSupport

extension SeededGenerator {
  /// True in about `percent` of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func pick<T>(_ list: [T], or other: T) -> T { list.randomElement(using: &self) ?? other }
}

/// A JSON value that can be written.
indirect enum Written {
  case raw(String)
  case list([Written])
  case map([(String, Written)])

  var text: String {
    switch self {
    case .raw(let text): text
    case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
    case .map(let members):
      "{" + members.map { "\"\($0.0)\":\($0.1.text)" }.joined(separator: ",") + "}"
    }
  }
}

/// A small random plan in the format of `terraform show -json`.
struct RandomPlan {
  var random: SeededGenerator
  private(set) var text = ""

  static let attributes = ["a", "b", "tags", "list", "name", "policy", "id", "net"]
  static let members = ["k", "env"]
  static let scalars = [
    "null", "true", "false", "0", "1", "1.0", "2", "-1", "0.5", #""x""#, #""y""#, #""prod""#,
    #""""#,
    #""X""#, #""1""#,
  ]
  static let policies = [
    #""{\"k\":\"x\",\"list\":[{\"k\":1},{\"k\":\"x\"}]}""#, #""[1,2]""#, #""not json""#,
    #""{\"list\":{\"k\":\"x\"}}""#, "null", #""null""#,
  ]
  static let nets = [#""10.0.0.0/8""#, #""10.1.0.0/16""#, #""::/0""#, #""x""#, "null"]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    make()
  }

  private mutating func scalar() -> Written { .raw(random.pick(Self.scalars, or: "null")) }

  private mutating func value(_ name: String, _ index: Int) -> Written {
    switch name {
    case "tags":
      if random.chance(15) { return scalar() }
      return .map(Self.members.compactMap { random.chance(70) ? ($0, scalar()) : nil })
    case "list":
      if random.chance(15) { return scalar() }
      return .list((0..<Int.random(in: 0...2, using: &random)).map { _ in scalar() })
    case "policy": return .raw(random.pick(Self.policies, or: "null"))
    case "net": return .raw(random.pick(Self.nets, or: "null"))
    case "id": return .raw("\"id-0000\(index)\"")
    case "name" where random.chance(40):
      return .raw("\"id-0000\(Int.random(in: 0..<5, using: &random))\"")
    default: return scalar()
    }
  }

  private mutating func object(_ index: Int) -> [(String, Written)] {
    var out: [(String, Written)] = []
    for name in Self.attributes where random.chance(name == "id" ? 80 : 55) {
      out.append((name, value(name, index)))
    }
    return out
  }

  /// Makes random parts of the planned values unknown.
  private mutating func hide(
    _ after: inout [(String, Written)], _ most: inout Int
  ) -> [(String, Written)] {
    var unknown: [(String, Written)] = []
    for name in Self.attributes where most > 0 && random.chance(30) {
      let at = after.firstIndex { $0.0 == name }
      if let at, case .map(var members) = after[at].1, random.chance(60) {
        let key = random.pick(Self.members, or: "k")
        members.removeAll { $0.0 == key }
        after[at].1 = .map(members)
        unknown.append((name, .map([(key, .raw("true"))])))
      } else if let at, case .list(var elements) = after[at].1, random.chance(60) {
        elements.append(.raw("null"))
        after[at].1 = .list(elements)
        unknown.append(
          (name, .list(elements.indices.map { .raw($0 == elements.count - 1 ? "true" : "false") })))
      } else {
        if let at { after.remove(at: at) }
        unknown.append((name, .raw("true")))
      }
      most -= 1
    }
    return unknown
  }

  private mutating func make() {
    let count = Int.random(in: 1...4, using: &random)
    var changes: [String] = []
    var configuration: [String] = []
    var state: [String] = []
    var unknowns = random.chance(30) ? 0 : Int.random(in: 1...3, using: &random)
    let actions = [
      #"["create"]"#, #"["delete"]"#, #"["update"]"#, #"["delete","create"]"#,
      #"["create","delete"]"#, #"["no-op"]"#, #"["forget"]"#, #"["read"]"#, #"["create"]"#,
      #"["delete"]"#, #"["update"]"#, #"["create","forget"]"#, "deposed",
    ]
    for index in 0..<count {
      var action = random.pick(actions, or: "")
      let isDeposed = action == "deposed"
      if isDeposed { action = #"["delete"]"# }
      let isData = action == #"["read"]"#
      let type = random.chance(70) ? "t_one" : "t_two"
      let local = "\(type).r\(index)"
      let address = isData ? "data." + local : local
      let hasBefore = isData ? random.chance(20) : action != #"["create"]"#
      let before = object(index)
      var after = object(index)
      if action == #"["update"]"# || action.contains("forget") || random.chance(30) {
        // Most attributes keep their values.
        after = before
        for at in after.indices where random.chance(30) {
          after[at].1 = value(after[at].0, index)
        }
        if random.chance(30), !after.isEmpty { after.removeLast() }
      }
      let hasAfter = !isDeposed && action != #"["delete"]"# && action != #"["forget"]"#
      var unknown: [(String, Written)] = []
      if action == #"["no-op"]"# {
        after = before
      } else if hasAfter {
        unknown = hide(&after, &unknowns)
      }
      let sensitive = random.chance(20) ? #"{"a": true}"# : "{}"
      let importing =
        action == #"["no-op"]"# && random.chance(30) ? #","importing": {"id": "z"}"# : ""
      changes.append(
        #"{"address":"\#(address)","mode":"\#(isData ? "data" : "managed")","type":"\#(type)","name":"r\#(index)","provider_name":"p"\#(isDeposed ? #","deposed":"dep\#(index)""# : ""),"change":{"actions":\#(action),"before":\#(hasBefore ? Written.map(before).text : "null"),"after":\#(hasAfter ? Written.map(after).text : "null"),"after_unknown":\#(hasAfter ? Written.map(unknown).text : "false"),"before_sensitive":\#(sensitive),"after_sensitive":\#(sensitive)\#(importing)}}"#
      )
      var depends: [String] = []
      var expressions: [String] = []
      for other in 0..<index where random.chance(45) {
        let target = changes[other].split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
        depends.append("\"\(target)\"")
        let name = random.pick(unknown.map(\.0) + ["a", "name"], or: "a")
        guard !expressions.contains(where: { $0.hasPrefix("\"\(name)\"") }) else { continue }
        expressions.append(
          random.chance(80)
            ? #""\#(name)":{"references":["\#(target).id","\#(target)"]}"#
            : #""\#(name)":{"references":["local.hidden"]}"#)
      }
      if hasAfter || random.chance(30) {
        configuration.append(
          #"{"address":"\#(address)","mode":"\#(isData ? "data" : "managed")","type":"\#(type)","name":"r\#(index)","provider_config_key":"p","expressions":{\#(expressions.joined(separator: ","))}}"#
        )
      }
      if hasBefore && !isDeposed && random.chance(85) {
        state.append(
          #"{"address":"\#(address)","mode":"managed","type":"\#(type)","name":"r\#(index)","provider_name":"p","values":\#(Written.map(before).text),"depends_on":[\#(depends.joined(separator: ","))]}"#
        )
      }
    }
    let outputs =
      random.chance(30)
      ? #""output_changes":{"o":{"actions":["create"],"before":null,"after_unknown":true,"before_sensitive":false,"after_sensitive":false}},"#
      : ""
    text =
      #"{"format_version":"1.2","terraform_version":"1.11.4",\#(outputs)"resource_changes":[\#(changes.joined(separator: ","))],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[\#(state.joined(separator: ","))]}}},"configuration":{"root_module":{"resources":[\#(configuration.joined(separator: ","))]}}}"#
  }
}
