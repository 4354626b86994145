import JSON
import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// A list or a map of the plan, some parts of which may be known only after apply. It refers to the
/// document instead of copying it.
///
/// Terraform's rule (SemanticsOfTerraform, "Unknown values"): the value of a path is a symbol if
/// `after_unknown` has `true` there, otherwise the value in `after`, otherwise null.
struct TerraformValue: Structure {
  private let json: JSONValue?
  private let unknown: JSONValue?
  /// The parts that must not be printed: the names of their members are not in the path.
  private let mask: Mask
  /// The path of the value, which names its unknowns; "" when nothing in it is unknown.
  private let path: String

  private init(json: JSONValue?, unknown: JSONValue?, mask: Mask, path: String) {
    self.json = json
    self.unknown = unknown
    self.mask = mask
    self.path = path
  }

  /// Returns the value of `json` and `unknown` as a symbol.
  static func symbol(
    _ json: JSONValue?, unknown: JSONValue?, mask: Mask = .none, path: @autoclosure () -> String,
    in store: TermStore
  ) -> Symbol {
    if let unknown {
      if unknown.bool == true { return .term(store.value(of: Unknown(name: path()))) }
      if unknown.hasTrue {
        if unknown.kind == .array, UnknownElements.pairs(json, marks: unknown) == nil {
          return .term(store.value(of: Unknown(name: path())))
        }
        return .structure(TerraformValue(json: json, unknown: unknown, mask: mask, path: path()))
      }
    }
    guard let json else { return .null }
    switch json.kind {
    case .object, .array:
      return .structure(
        TerraformValue(json: json, unknown: nil, mask: .none, path: ""))
    default: return .value(json.kernelValue)
    }
  }

  var isList: Bool {
    let known = json?.isNull == false ? json : nil
    return (known ?? unknown)?.kind == .array
  }
  var isKnown: Bool { unknown == nil }
  var value: Value? { unknown == nil ? (json?.kernelValue ?? .null) : nil }

  /// The path of a member of a map that the mask may hide with the names of its members. Such a member
  /// has its place among the unknown ones in the path.
  static func path(
    _ base: String, member name: String, of unknown: JSONValue?, mask: Mask
  ) -> String {
    guard case .all = mask, let unknown else { return path(base, member: name) }
    let place = unknown.members.map(\.key.string).sorted().firstIndex(of: name).map { $0 + 1 }
    return "\(base)[\(Mask.hidden) \(place ?? 0)]"
  }

  static func path(_ base: String, member name: String) -> String {
    let isPlain =
      !name.isEmpty
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: "-")
      }
    return isPlain ? "\(base).\(name)" : "\(base)[\(Value.quoted(name))]"
  }

  func member(_ name: Text, in store: TermStore) -> Symbol {
    guard !isList else { return .null }
    return TerraformValue.symbol(
      json?[name.string], unknown: unknown?[name.string], mask: mask[name],
      path: TerraformValue.path(path, member: name.string, of: unknown, mask: mask), in: store)
  }

  func members(in store: TermStore) -> [(name: Text, symbol: Symbol)] {
    guard !isList else { return [] }
    var names: [String] = []
    var seen: Set<Text> = []
    if let json {
      for (key, value) in json.members where !value.isNull {
        if seen.insert(Text(key.string)).inserted { names.append(key.string) }
      }
    }
    if let unknown {
      for (key, value) in unknown.members where value.hasTrue {
        if seen.insert(Text(key.string)).inserted { names.append(key.string) }
      }
    }
    return names.map { (Text($0), member(Text($0), in: store)) }
  }

  func elements(in store: TermStore) -> [Symbol] {
    guard isList else { return [] }
    return (UnknownElements.pairs(json, marks: unknown) ?? []).enumerated().map { index, element in
      TerraformValue.symbol(
        element.value, unknown: element.mark, mask: mask[element: index], path: "\(path)[\(index)]",
        in: store)
    }
  }
}

extension JSONValue {
  /// Returns the value in a situation, which gives a value to each unknown.
  static func filled(
    _ json: JSONValue?, unknown: JSONValue?, mask: Mask, path: String, from situation: Situation
  ) -> Value {
    guard let unknown, unknown.hasTrue else { return json?.kernelValue ?? .null }
    switch unknown.kind {
    case .bool: return situation.unknowns[path] ?? situation.filler
    case .array:
      guard let elements = UnknownElements.pairs(json, marks: unknown) else {
        return situation.unknowns[path] ?? situation.filler
      }
      return .list(
        elements.enumerated().map { index, element in
          filled(
            element.value, unknown: element.mark, mask: mask[element: index],
            path: "\(path)[\(index)]", from: situation)
        })
    default:
      var out: [Text: Value] = [:]
      if let json {
        for (key, value) in json.members where !value.isNull {
          out[Text(key.string)] = filled(
            value, unknown: unknown[key.string], mask: mask[Text(key.string)],
            path: TerraformValue.path(path, member: key.string, of: unknown, mask: mask),
            from: situation)
        }
      }
      for (key, value) in unknown.members where out[Text(key.string)] == nil {
        out[Text(key.string)] = filled(
          nil, unknown: value, mask: mask[Text(key.string)],
          path: TerraformValue.path(path, member: key.string, of: unknown, mask: mask),
          from: situation)
      }
      return .map(out.filter { !$0.value.isNull })
    }
  }
}
