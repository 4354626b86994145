import Foundation
import JSON
import ProvisoKernel
import ProvisoLanguage
import TestSupport
import Testing

@testable import Proviso
@testable import ProvisoTerraform

/// A random policy document, some parts of which are known only after apply.
struct RandomPolicy {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed &* 0x51ED ^ 0x70C1C) }

  /// A document and its mask of unknown parts, both as JSON.
  struct Part {
    let json: String
    /// `nil` if nothing in it is unknown.
    let mask: String?
  }

  private mutating func one(_ list: [String]) -> String { random.pick(list, or: "null") }

  /// A leaf, which is sometimes unknown.
  private mutating func leaf(_ list: [String], unknown: Int = 12) -> Part {
    if random.chance(unknown) { return Part(json: "null", mask: "true") }
    return Part(json: one(list), mask: nil)
  }

  private func list(_ parts: [Part]) -> Part {
    Part(
      json: "[\(parts.map(\.json).joined(separator: ","))]",
      mask: parts.contains { $0.mask != nil }
        ? "[\(parts.map { $0.mask ?? "false" }.joined(separator: ","))]" : nil)
  }

  private func map(_ members: [(String, Part)]) -> Part {
    let known = members.filter { $0.1.mask != "true" }.map { "\"\($0.0)\":\($0.1.json)" }
    let open = members.compactMap { name, part in part.mask.map { "\"\(name)\":\($0)" } }
    return Part(
      json: "{\(known.joined(separator: ","))}",
      mask: open.isEmpty ? nil : "{\(open.joined(separator: ","))}")
  }

  private mutating func values(_ pool: [String]) -> Part {
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1, 2: return leaf(pool)
    case 3: return list([leaf(pool)])
    default: return list([leaf(pool), leaf(pool)])
    }
  }

  private mutating func principal() -> Part {
    let people = [#""*""#, #""*""#, #""arn:aws:iam::123456789012:root""#, #""a.amazonaws.com""#]
    if random.chance(40) { return values(people) }
    return map([(one(["AWS", "AWS", "Service", "*", "Federated"]), values(people))])
  }

  private mutating func condition() -> Part {
    var operators: [(String, Part)] = []
    for name in Set(
      (0..<Int.random(in: 0...2, using: &random)).map { _ in
        one([
          "StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists", "ArnLike",
          "StringNotEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringLike",
          "IpAddress", "NotIpAddress", "Bool", "BoolIfExists", "Null", "stringNotLike",
        ])
      }
    ).sorted() {
      operators.append(
        (
          name,
          random.chance(8)
            ? Part(json: "null", mask: "true")
            : map(
              Set(
                (0..<Int.random(in: 1...2, using: &random)).map { _ in
                  name.contains("Ip")
                    ? one(["aws:SourceIp", "aws:sourceip", "aws:VpcSourceIp"])
                    : name.contains("Bool")
                      ? one(["aws:SecureTransport", "aws:PrincipalIsAWSService"])
                      : one([
                        "aws:SourceVpc", "aws:SourceArn", "aws:PrincipalOrgID", "aws:userid", "x",
                      ])
                }
              ).sorted().map { key in
                (
                  key,
                  values(
                    name.contains("Ip")
                      ? [
                        #""0.0.0.0/0""#, #""10.0.0.0/8""#, #""1.2.3.0/24""#, #""::/0""#,
                        #""128.0.0.0/1""#, #""x""#,
                      ]
                      : name.contains("Bool") || name == "Null"
                        ? [#""true""#, #""false""#, "true", "false"]
                        : [
                          #""vpc-1""#, #""*""#, #""vpc-*""#, #""A:*""#, "7",
                          #""arn:aws:sns:*:123456789012:*""#, #""arn:aws:s3:*:*:b""#,
                          #""${aws:ResourceAccount}""#, #""${x}""#,
                        ])
                )
              })
        ))
    }
    return map(operators)
  }

  private mutating func statement() -> Part {
    if random.chance(6) { return Part(json: "null", mask: "true") }
    var members: [(String, Part)] = [("Effect", leaf([#""Allow""#, #""Allow""#, #""Deny""#]))]
    members.append((one(["Principal", "Principal", "Principal", "NotPrincipal"]), principal()))
    if random.chance(85) {
      members.append(
        (
          one(["Action", "Action", "Action", "NotAction"]),
          values([#""*""#, #""s3:Get*""#, #""s3:GetObject""#, #""S3:putobject""#, #""s3:?et*""#])
        ))
    }
    if random.chance(85) {
      members.append(
        (
          one(["Resource", "Resource", "Resource", "NotResource"]),
          values([#""*""#, #""arn:b/*""#, #""arn:b""#, #""arn:b/a/*""#, #""arn:*/a/*""#])
        ))
    }
    if random.chance(40) { members.append(("Condition", condition())) }
    return map(members)
  }

  mutating func document() -> Part {
    let statements = (0..<Int.random(in: 0...3, using: &random)).map { _ in statement() }
    if statements.count == 1, random.chance(50) { return map([("Statement", statements[0])]) }
    return map([
      ("Statement", random.chance(4) ? Part(json: "null", mask: "true") : list(statements))
    ])
  }
}

/// The lowering and the judge agree on random policies with unknown parts: where the lowered
/// condition has an answer, the judge has the same one.
@Suite struct RandomPolicyTests {
  static let pool: [Value] = [
    .null, .string("*"), .string("x"), .string("Allow"), .string("Deny"), .string("vpc-1"),
    .string("0.0.0.0/0"), .string("10.0.0.0/8"), .string("arn:b/*"), .string("s3:*"),
    .string("true"), .bool(false), .list([]), .list([.string("*")]), .map([:]),
    .map(["AWS": .string("*")]), .map(["aws:SourceVpc": .string("vpc-1")]),
    .map(["StringEquals": .map(["aws:SourceVpc": .string("vpc-1")])]),
    .map([
      "Effect": .string("Deny"), "Principal": .string("*"), "Action": .string("*"),
      "Resource": .string("*"),
    ]),
    .map(["Effect": .string("Allow"), "Principal": .string("*"), "Action": .string("*")]),
  ]

  /// One document with its lowered answer.
  struct Case {
    let universe: TerraformUniverse
    let store = TermStore()
    let expression: ProvisoLanguage.Expression
    let term: Term

    init(_ part: RandomPolicy.Part, call: String = "openToEveryone(r.after.doc)") throws {
      let mask = part.mask.map { #"{"doc":\#($0)}"# } ?? "{}"
      let doc = part.mask == "true" ? "{}" : #"{"doc":\#(part.json)}"#
      let plan =
        #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{"address":"t.x","mode":"managed","type":"t","name":"x","provider_name":"p","change":{"actions":["create"],"before":null,"after":\#(doc),"after_unknown":\#(mask),"before_sensitive":false,"after_sensitive":{}}}],"configuration":{"root_module":{"resources":[]}}}"#
      universe = try TerraformUniverse(TerraformPlan(document: JSONDocument(text: plan)))
      let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
        throw SourceReadError("none")
      }
      let loaded = loader.load(
        path: "s.proviso",
        text: "spec s for terraform\ninvariant p \"p\" { every r in resources { \(call) } }\n")
      guard case .quantifier(.every, _, let inner?)? = loaded.spec?.properties.first?.body.kind
      else {
        throw SourceReadError("\(loaded.diagnostics)")
      }
      expression = inner
      term = Lowering(universe, into: store, patterns: PatternCache())
        .condition(of: inner, in: universe.objects(in: 0).map { .value(.object($0)) })
    }

    /// The answer of the term; `nil` where undetermined conditions decide.
    func lowered(_ values: [Int: Value]) -> Bool? {
      let settled = store.settled(term)
      let evaluator = TermEvaluator(store: store, system: universe.system)
      let moment = Moment(initialOf: universe.system)
      func holds(_ term: Term) -> Bool {
        evaluator.holds(term, at: moment, unknowns: values, undetermined: [:])
      }
      return holds(settled.yes) ? true : holds(settled.no) ? false : nil
    }

    func concrete(_ values: [Int: Value]) -> ConcreteEvaluator.Truth {
      var named: [String: Value] = [:]
      for (index, value) in values { named[store.unknowns[index].name] = value }
      let situation = Situation(
        moment: Moment(initialOf: universe.system), world: FlagValues(), unknowns: named)
      return ConcreteEvaluator(universe, in: situation, patterns: PatternCache())
        .truth(of: expression, in: universe.objects(in: 0).map { MaskedValue(.object($0)) })
    }
  }

  @Test func loweringAndJudgeAgree() throws {
    let first = OperatorTests.first
    let count = UInt64(2_500 * OperatorTests.factor)
    var answers: [String: Int] = [:]
    for seed in first..<(first + count) {
      var made = RandomPolicy(seed: seed)
      let part = made.document()
      let found = try Case(part)
      for _ in 0..<(part.mask == nil ? 1 : 8) {
        var values: [Int: Value] = [:]
        for index in found.store.unknowns.indices {
          values[index] = made.random.pick(Self.pool, or: .null)
        }
        let lowered = found.lowered(values)
        let judged = found.concrete(values)
        answers[
          "\(part.mask == nil) \(lowered.map(String.init) ?? "open") \(judged)", default: 0] += 1
        // A condition that is open may be either; any other answer is the judge's.
        if lowered == nil, part.mask != nil { continue }
        if judged != (lowered == true ? .yes : .no) {
          Issue.record(
            "seed \(seed): \(part.json) with \(part.mask ?? "nothing") unknown, \(values): the lowering says \(String(describing: lowered)), the judge \(judged)"
          )
          return
        }
      }
    }
    // Each kind of answer occurs often enough to mean something.
    for kind in ["true true yes", "true false no", "false true yes", "false false no"] {
      #expect(answers[kind, default: 0] > 100, "\(answers)")
    }
    #expect(
      answers["false open yes", default: 0] > 50 && answers["false open no", default: 0] > 50,
      "\(answers)")
  }
}
