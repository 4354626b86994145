import Foundation
import Proviso
import ProvisoInput
import ProvisoReport
import ProvisoResult

/// Whole checks in memory, with what must be true for every text: there is an answer within the
/// limits, and the reports of it show no control characters.
enum FuzzChecks {
  /// The time limit of one check, in seconds.
  static let seconds = 2

  /// A spec with most constructs.
  static let spec = Array(
    #"""
    spec fuzzed for terraform

    let open = ["0.0.0.0/0", "::/0"]
    table price { "t3.micro": 1.5, "t3.large": 6 }
    define web(r: Resource) = r.type == "aws_instance" and r.before.tags.role == "web"
    define cost(r: Resource) = if r.now.instance_type in ["t3.micro"] then price["t3.micro"] else 2
    assume failures <= 2

    invariant one_exists "One exists" severity critical at every moment {
      at least 1 r in resources where r.exists { true }
    }
    invariant cheap "Cheap" severity low message "\(r.address) costs \(cost(r))" {
      every r in resources where r.exists { cost(r) * 3 - 1 < 100 / 7 }
    }
    invariant total "Total" { sum(r in resources where r.exists: cost(r)) <= 10 }
    invariant names "Names" {
      every r in resources {
        r.name.matches("^[a-z](b|c_)*[a-z0-9_]*$") and not r.address.contains("..")
          and every s in [1, 2.5, "b"] { s != r.after.count }
      }
    }
    invariant order "Order" {
      exactly 1 c in changes where c.deletes { whenever c starts { not once { c.resource.exists } } }
    }
    possible gone "Gone" { some r in resources where web(r) { r.destroyed } }
    """#.utf8)

  private static func example(_ path: String, _ ending: String) -> [UInt8] {
    FuzzCorpus.files(in: "examples/" + path, ending: ending).first ?? []
  }

  private static let plan = example("two-replicas", "plan.json")

  private static let specsOfPlans = try? Verifier(
    specs: [.text(String(decoding: spec, as: UTF8.self), name: "fuzz.proviso")]
  ).loadSpecs()

  private static let specsOfRecords = try? Verifier(specs: ["injection"]).loadSpecs()

  private static let specsOfAgents = try? Verifier(specs: [
    .text(
      """
      spec fuzzed for agent
      invariant asked "Every call that writes is asked for" {
        every c in calls where not c.tool.contains("read") {
          some a in calls where a.tool == "ask_human" { a before c }
        }
      }
      invariant few "Few calls fail" { count(c in calls where c.failed) <= 2 }
      """, name: "fuzz.proviso")
  ]).loadSpecs()

  static func plan(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    guard let specs = specsOfPlans else { throw FuzzFault("the spec is wrong") }
    return try check(bytes, named: "plan.json", against: specs)
  }

  static func record(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    guard let specs = specsOfRecords else { throw FuzzFault("the pack is wrong") }
    return try check(bytes, named: "record.json", against: specs)
  }

  static func agentPlan(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    guard let specs = specsOfAgents else { throw FuzzFault("the spec is wrong") }
    return try check(bytes, named: "plan.yaml", against: specs)
  }

  static func spec(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return try answer(specs: [.text(text, name: "fuzz.proviso")]) { (run) throws(InputError) in
      try run.check(.bytes(plan, name: "plan.json"))
    }
  }

  static func world(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    try answer { (run) throws(InputError) in
      try run.explore(.bytes(bytes, name: "world.proviso"), mayBeEmpty: true)
    }
  }

  private static func check(
    _ bytes: [UInt8], named name: String, against specs: LoadedSpecs
  ) throws(FuzzFault) -> Bool {
    try answer { (run) throws(InputError) in
      try run.check(.bytes(bytes, name: name), against: specs)
    }
  }

  /// - Returns: whether there is a result, and no error.
  private static func answer(
    specs: [SpecSource] = [],
    _ work: @escaping @Sendable (CheckRun) throws(InputError) -> CheckResult
  ) throws(FuzzFault) -> Bool {
    var verifier = Verifier(specs: specs)
    verifier.deadline = .seconds(seconds)
    verifier.limits.timeoutMilliseconds = 1_000
    // A task would need a thread of the pool that the tests share, and could wait for one for ever.
    let found: CheckResult
    do throws(InputError) {
      found = try verifier.wait(work)
    } catch {
      let text = "\(error)"
      guard !text.isEmpty else { throw FuzzFault("an error without a text") }
      if let scalar = FuzzReaders.controlCharacter(in: text) {
        throw FuzzFault("an error shows U+\(String(scalar.value, radix: 16)): \(text.prefix(300))")
      }
      return false
    }
    try expect(found)
    return true
  }

  private static func expect(_ result: CheckResult) throws(FuzzFault) {
    let text = TextReport(ReportSettings()).render([result])
    if let scalar = FuzzReaders.controlCharacter(in: text) {
      throw FuzzFault("the report shows U+\(String(scalar.value, radix: 16)): \(text.prefix(500))")
    }
    let json = Data(JSONReport().render([result]).utf8)
    guard (try? JSONSerialization.jsonObject(with: json)) != nil else {
      throw FuzzFault(
        "the result is not JSON: \(String(decoding: json, as: UTF8.self).prefix(500))")
    }
    for property in result.properties where property.verdict == .violated {
      guard !property.violations.isEmpty || property.kind != .invariant else {
        throw FuzzFault("\(property.name) is violated without a violation")
      }
    }
  }
}
