import ProvisoKernel
import ProvisoSyntax
import ProvisoTerraform
import Testing

@testable import ProvisoLanguage

/// A source text in which « and » enclose the expected mistakes.
///
/// - Returns: the text without the marks, and the byte ranges between them, in order.
func marked(_ text: String) -> (text: String, spans: [Range<Int>]) {
  var plain: [UInt8] = []
  var starts: [Int] = []
  var spans: [Range<Int>] = []
  for character in text.unicodeScalars {
    switch character {
    case "«": starts.append(plain.count)
    case "»": if let start = starts.popLast() { spans.append(start..<plain.count) }
    default: plain += Array(String(character).utf8)
    }
  }
  return (String(decoding: plain, as: UTF8.self), spans)
}

/// A source with one mistake, and the diagnostic that is expected for it.
struct Case: CustomTestStringConvertible, Sendable {
  let source: String
  let code: DiagnosticCode
  /// A part of the message.
  let message: String
  /// A part of the text of the fix; empty if the diagnostic has no fix.
  let fix: String
  var testDescription: String { source }

  init(_ source: String, code: DiagnosticCode, message: String, fix: String = "") {
    self.source = source
    self.code = code
    self.message = message
    self.fix = fix
  }
}

@Suite("Diagnostics")
struct DiagnosticTests {
  static func expectOnly(_ text: String, _ example: Case) {
    let (plain, spans) = marked(text)
    let loaded = load(plain)
    #expect(loaded.diagnostics.count == 1, "\(shown(loaded))")
    guard let found = loaded.diagnostics.first else { return }
    #expect(found.code == example.code, "\(shown(loaded))")
    #expect(found.message.contains(example.message), "\(shown(loaded))")
    if let span = spans.first {
      #expect(found.span.start..<found.span.end == span, "\(shown(loaded))")
    }
    if example.fix.isEmpty {
      #expect(found.fix == nil, "\(shown(loaded))")
    } else {
      #expect(found.fix?.text.contains(example.fix) == true, "\(shown(loaded))")
    }
    #expect((loaded.spec == nil) == (found.level == .error))
  }

  @Test(
    "a long name is cut in every part of a message",
    arguments: [
      "every r in resources { r is NAME }", "every r in NAME { true }", "NAME(1)", "plan.NAME",
      "every r in resources { r.now.NAME(1) }", "every NAME in NAME { NAME }", "\"NAME\" == NAME",
    ])
  func longNames(_ body: String) {
    let name = String(repeating: "Document", count: 600)
    let loaded = load(
      "spec long for terraform\ninvariant a { \(body.replacing("NAME", with: name)) }\n")
    #expect(!loaded.diagnostics.isEmpty)
    let text = shown(loaded)
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 800 }, "\(text)")
    for diagnostic in loaded.diagnostics where diagnostic.message.contains("…") {
      #expect(diagnostic.message.contains("DocumentDocument"))
    }
  }

  @Test(
    "in the body of an invariant, one message with its position and fix",
    arguments: [
      Case(
        "plan.complete «&&» plan.errored", code: .foreignOperator, message: "written `and`",
        fix: "and"),
      Case(
        "plan.complete «||» plan.errored", code: .foreignOperator, message: "written `or`",
        fix: "or"),
      Case("«!»plan.complete", code: .foreignOperator, message: "written `not`", fix: "not"),
      Case("1 «=» 1", code: .foreignOperator, message: "written `==`", fix: "=="),
      Case("1 «===» 1", code: .foreignOperator, message: "written `==`", fix: "=="),
      Case("1 «<>» 1", code: .foreignOperator, message: "written `!=`", fix: "!="),
      Case("1 «\\=» 1", code: .foreignOperator, message: "written `!=`", fix: "!="),
      Case("1 «≤» 1", code: .foreignOperator, message: "written `<=`", fix: "<="),
      Case(
        "plan.complete «=>» plan.errored", code: .foreignOperator, message: "implies",
        fix: "implies"),
      Case(
        "plan.complete «->» plan.errored", code: .foreignOperator, message: "implies",
        fix: "implies"),
      Case("plan.complete«;»", code: .foreignOperator, message: "one expression", fix: "remove"),
      Case(
        "plan.complete «?» plan.errored : plan.complete", code: .foreignOperator,
        message: "if … then", fix: "if"),
      Case("1 «is not» 2", code: .foreignOperator, message: "written `!=`", fix: "!="),
      Case("1 «not in» [2]", code: .foreignOperator, message: "not x in y", fix: "not"),
      Case(
        "every r in resources { r.now«?.»tags == 1 }", code: .foreignOperator, message: "no `?.`",
        fix: "."),
      Case(
        "every r in resources { r.now.xs.«0» == 1 }", code: .foreignOperator, message: "brackets",
        fix: "[0]"),
      Case(
        "«forall» r in resources { r.exists }", code: .foreignWord, message: "every", fix: "every"),
      Case("«all» r in resources { r.exists }", code: .foreignWord, message: "every", fix: "every"),
      Case(
        "«for all» r in resources : r.exists", code: .foreignWord, message: "every", fix: "every"),
      Case(
        "«exists» r in resources where r.exists", code: .foreignWord, message: "some", fix: "some"),
      Case("«any» r in resources where r.exists", code: .foreignWord, message: "some", fix: "some"),
      Case("plan.complete == «True»", code: .foreignWord, message: "`true`", fix: "true"),
      Case("plan.complete == «None»", code: .foreignWord, message: "`null`", fix: "null"),
      Case("plan.complete == «nil»", code: .foreignWord, message: "`null`", fix: "null"),
      Case("\"a\" == «'a'»", code: .singleQuotes, message: "double quotes", fix: "\"a\""),
      Case("\"a\" == «“a”»", code: .singleQuotes, message: "straight quotes", fix: "\"a\""),
      Case(
        "if plan.complete then true «elif» plan.errored then false else true", code: .foreignWord,
        message: "else if", fix: "else if"),
      Case("plan.complete «#» why\n", code: .foreignComment, message: "//", fix: "//"),
      Case("plan.complete «/*» why */", code: .foreignComment, message: "/* … */", fix: "//"),
      Case(
        "«forall» r in resources: r.exists implies r.managed", code: .foreignWord, message: "every",
        fix: "every"),
      Case(
        "every r in resources «if» r.exists { r.managed }", code: .foreignWord, message: "where",
        fix: "where"),
      Case(
        "every r in resources { r.exists«,» r.managed }", code: .unexpectedToken,
        message: "operator", fix: "and"),
      Case("«all»(resources, r)", code: .unknownFunction, message: "every x in", fix: "every"),
      Case(
        "if plan.complete then plan.errored\n«}»", code: .unexpectedToken, message: "`else`",
        fix: "implies"),
      Case("1 < 2 «<» 3", code: .chainedComparison, message: "do not chain", fix: "and"),
      Case(
        "some r in resources where «some» s in resources", code: .needsParentheses,
        message: "parentheses",
        fix: "parentheses"),
      Case(
        "1 == «if» true then 1 else 2", code: .needsParentheses, message: "parentheses",
        fix: "(if true then 1 else 2)"),
      Case("every «no» in resources { plan.complete }", code: .reservedWord, message: "`no`"),
      Case("1 + «01» == 2", code: .badNumber, message: "leading zero"),
      Case("«1_000» == 1000", code: .badNumber, message: "as in JSON", fix: "1000"),
      Case("«0x1F» == 31", code: .badNumber, message: "as in JSON", fix: "31"),
      Case("\"«\\d»\" == \"\"", code: .badEscape, message: "not an escape", fix: "\\\\d"),
      Case("\"«\\uD800»\" == \"\"", code: .badEscape, message: "surrogate"),
      Case("\"«\\(1)»\" == \"\"", code: .interpolationOutsideMessage, message: "message"),
      Case("1 «$» == 1", code: .unexpectedCharacter, message: "means nothing"),
      Case(
        "every r in «resource» { r == r }", code: .unknownName, message: "`resources`",
        fix: "resources"),
      Case(
        "every r in resources { «type» == \"x\" }", code: .unknownName, message: "`r.type`",
        fix: "r.type"),
      Case(
        "every r in resources { r.«tpye» == \"x\" }", code: .unknownAttribute, message: "`type`",
        fix: "type"),
      Case(
        "every r in resources { r.«tags» == 1 }", code: .unknownAttribute,
        message: "`after` and `now`",
        fix: "now.tags"),
      Case(
        "every r in resources { every «r» in changes { r.started } }", code: .nameClash,
        message: "taken"),
      Case(
        "every «changes» in resources { plan.complete }", code: .nameClash, message: "a collection"),
      Case("every «json» in resources { plan.complete }", code: .nameClash, message: "a function"),
      Case("«resources» == 1", code: .misusedName, message: "a collection"),
      Case("«lenght»(\"a\") == 1", code: .unknownFunction, message: "no definition or function"),
      Case(
        "«size»(\"a\") == 1", code: .unknownFunction, message: "\"a\".size()",
        fix: "\"a\".size()"),
      Case(
        "\"a\".«startswith»(\"a\")", code: .unknownMethod, message: "startsWith", fix: "startsWith"),
      Case("\"a\".«sizes»() == 1", code: .unknownMethod, message: "`size`", fix: "size"),
      Case(
        "every r in resources { r.«type»() == \"a\" }", code: .unknownMethod, message: "attribute",
        fix: "remove"),
      Case(
        "every r in resources { «r.after.x» }", code: .notACondition, message: "`Value`",
        fix: "== true"),
      Case("«1»", code: .notACondition, message: "an Int"),
      Case("not «null»", code: .notACondition, message: "`null`"),
      Case("«1 == \"1\"»", code: .neverEqual, message: "an Int and a String are never equal"),
      Case("«1 == true»", code: .neverEqual, message: "never equal"),
      Case(
        "every r in resources { «r == \"a\"» }", code: .neverEqual, message: "a Resource",
        fix: ".address"),
      Case(
        "every r in resources { «r == r.now» }", code: .neverEqual, message: "Value",
        fix: ".address"),
      Case(
        "every r in resources, c in changes { «r == c» }", code: .neverEqual, message: "a Change"),
      Case("«1 in [\"a\"]»", code: .neverEqual, message: "never contains"),
      Case("\"a\" in «\"abc\"»", code: .wrongOperand, message: "a String", fix: "contains"),
      Case("«true» < false", code: .wrongOperand, message: "numbers and strings"),
      Case("«1 < \"a\"»", code: .neverEqual, message: "no order"),
      Case("«1 + \"a\"» == \"1a\"", code: .wrongOperand, message: "not an Int and a String"),
      Case("«1 / 0» == 1", code: .noConstantValue, message: "zero"),
      Case("«json»(\"1\", \"2\") == 1", code: .wrongArgumentCount, message: "one argument, not 2"),
      Case("json(«1») == 1", code: .wrongArgument, message: "a string"),
      Case("openToEveryone(«1»)", code: .wrongArgument, message: "as a JSON text or a map"),
      Case("openToEveryone(«[\"a\"]»)", code: .wrongArgument, message: "a policy"),
      Case("coversInternet(«[1]»)", code: .wrongArgument, message: "a list of them"),
      Case("keys(«1») == []", code: .wrongArgument, message: "a map"),
      Case("«1».get(\"a\", 2) == 1", code: .wrongOperand, message: "a method of maps"),
      Case("json(\"{}\").get(«1», 2) == 1", code: .wrongArgument, message: "a string as key"),
      Case("json(\"{}\").«get»(\"a\") == 1", code: .wrongArgumentCount, message: "2 arguments"),
      Case(
        "some r in resources where \"a\" in «r.after»", code: .wrongOperand,
        message: "a map", fix: "r.after has \"a\""),
      Case("«coversInternet»(\"a\", \"b\")", code: .wrongArgumentCount, message: "not 2"),
      Case("\"a\".startsWith(«1»)", code: .wrongArgument, message: "a string"),
      Case(
        "(«if true then 1 else \"a\"») == 1", code: .branchesDiffer, message: "an Int and a String"),
      Case("every s in «\"abc\"» { s == 1 }", code: .notAList, message: "not a list", fix: "json"),
      Case("every s in «1» { s == 1 }", code: .notAList, message: "an Int"),
      Case("exactly «1.5» r in resources", code: .badCount, message: "whole number"),
      Case("\"a\".matches(«\"a\" + \"b\"»)", code: .badPattern, message: "constant string"),
      Case("\"a\".matches(\"a«(»b\")", code: .badPattern, message: "not closed"),
      Case("\"a\".matches(\"\\u0061«(?=»b)\")", code: .badPattern, message: "look-ahead"),
      Case(
        "every r in resources, c in changes { «r» before c }", code: .notAStep,
        message: "a Resource",
        fix: "changes"),
      Case(
        "every r in resources { whenever «r» starts { r.exists } }", code: .notAStep,
        message: "steps",
        fix: "changes"),
      Case(
        "every c in changes { «c» depends on c.resource }", code: .badRelation,
        message: "a Resource"),
      Case(
        "every r in resources { r refers to «r.now» }", code: .badRelation, message: "a Value",
        fix: "the object itself"),
      Case(
        "every r in resources { r.action != «\"deleted\"» }", code: .impossibleValue,
        message: "never",
        fix: "\"delete\""),
      Case(
        "every r in resources { «r.after.x < null» }", code: .alwaysFalse, message: "always false"),
      Case("some x in [1, «plan»] where x == 1", code: .wrongOperand, message: "one type"),
      Case(
        "(plan.complete «}»", code: .unclosedBracket, message: "expected an operator or `)`",
        fix: "add `)`"),
      Case(
        "every r in resources «r».exists }", code: .unexpectedToken, message: "expected `{`",
        fix: "{ r.exists }"),
      Case(
        "plan.complete\n«plan».errored", code: .unexpectedToken,
        message: "expected an operator", fix: "and"),
    ])
  fileprivate func inBody(_ example: Case) {
    Self.expectOnly(property(example.source), example)
  }

  @Test(
    "around the bodies",
    arguments: [
      Case(
        "«invariant» p \"t\" { plan.complete }", code: .missingHeader, message: "starts with `spec",
        fix: "spec"),
      Case(
        "spec s for «terrafrom»\ninvariant p \"t\" { plan.complete }", code: .unknownVocabulary,
        message: "no vocabulary", fix: "terraform"),
      Case(
        "spec s for «agents»\ninvariant p \"t\" { calls == calls }", code: .unknownVocabulary,
        message: "no vocabulary", fix: "agent"),
      Case(
        "spec s for agent\ninvariant p \"t\" { every c in «resources» { c.started } }",
        code: .unknownName, message: "resources"),
      Case(
        "spec s for terraform\n«invariants» p \"t\" { plan.complete }", code: .unknownItem,
        message: "`invariant`", fix: "invariant"),
      Case(
        "spec s for terraform\n«def» f() = plan.complete\ninvariant p \"t\" { f() }",
        code: .unknownItem, message: "`define`", fix: "define"),
      Case(
        "spec s for terraform\ninvariant p \"t\" «severty» high { plan.complete }",
        code: .badClause,
        message: "`severity`", fix: "severity"),
      Case(
        "spec s for terraform\ninvariant p \"t\" severity «hihg» { plan.complete }",
        code: .badClause,
        message: "`high`", fix: "high"),
      Case(
        "spec s for terraform\ninvariant p \"t\" severity «\"high\"» { plan.complete }",
        code: .badClause, message: "without quotes", fix: "high"),
      Case(
        "spec s for terraform\ninvariant p \"t\" at rest «at end» { plan.complete }",
        code: .duplicateClause, message: "already", fix: "remove"),
      Case(
        "spec s for terraform\ninvariant p«» { plan.complete }", code: .unexpectedToken,
        message: "a title",
        fix: "title"),
      Case(
        "spec s for terraform\ninvariant p \"t\" «at rest» { once { plan.complete } }",
        code: .temporalWithMoment, message: "every moment", fix: "remove"),
      Case(
        "spec s for terraform\ndefine o() = once { plan.complete }\ninvariant p \"t\" «at end» { o() }",
        code: .temporalWithMoment, message: "every moment", fix: "remove"),
      Case(
        "spec s for terraform\nassume { every r in resources { «r.exists» } }",
        code: .assumptionNotFixed, message: "changes"),
      Case(
        "spec s for terraform\ninvariant p \"t\" { plan.complete }\ninvariant «p» \"t\" { plan.complete }",
        code: .duplicateProperty, message: "already"),
      Case(
        "spec s for terraform\ninvariant «one-big-loss» \"t\" { plan.complete }",
        code: .unexpectedToken,
        message: "cannot contain `-`", fix: "one_big_loss"),
      Case("spec s for terraform\nlet «plan» = 1", code: .nameClash, message: "of the language"),
      Case(
        "spec s for terraform\nlet a = «plan.complete»", code: .notConstant, message: "literals"),
      Case("spec s for terraform\nlet «a» = a + 1", code: .circularDefinition, message: "itself"),
      Case(
        "spec s for terraform\ndefine «f»() = g()\ndefine g() = f()", code: .circularDefinition,
        message: "`f` → `g` → `f`"),
      Case(
        "spec s for terraform\ndefine f(r: «resources») = r == r", code: .unknownType,
        message: "`Resource`",
        fix: "Resource"),
      Case(
        "spec s for terraform\ndefine f(r: «string») = r == r", code: .unknownType,
        message: "`String`",
        fix: "String"),
      Case(
        "spec s for terraform\ndefine f(s: String) = s == \"\"\ninvariant p \"t\" { every r in resources { f(«r.after.x») } }",
        code: .wrongArgument, message: "a String", fix: "s: Value"),
      Case(
        "spec s for terraform\ntable t { \"a\": 1, «\"a\"»: 2 }", code: .duplicateKey,
        message: "already"),
      Case(
        "spec s for terraform\ntable t { \"small\": 1 }\ninvariant p \"t\" { t[«\"smal\"»] == 1 }",
        code: .unknownName, message: "no row", fix: "\"small\""),
      Case(
        "spec s for terraform\nuse «\"b.proviso\"»", code: .fileNotFound, message: "no such file"),
      Case("spec s for terraform\nuse «\"/b.proviso\"»", code: .pathNotRelative, message: "path"),
      Case(
        "spec s for terraform\ndefine «f»() = plan.complete\ninvariant p \"t\" { plan.complete }",
        code: .unusedDefinition, message: "nothing uses", fix: "remove"),
      Case(
        "spec s for terraform\nlet a = «\"x»\nlet b = 1", code: .unterminatedString,
        message: "closing quote"),
      Case(
        "spec s for terraform\ninvariant p \"t\" message \"\\(«q».name)\" { every r in resources { r.exists } }",
        code: .unknownName, message: "`q`", fix: ""),
      Case(
        "spec s for terraform\nlet a «==» 1", code: .foreignOperator, message: "not `==`", fix: "="),
      Case(
        "spec s for terraform\nlet a «:» 1", code: .foreignOperator, message: "not `:`", fix: "="),
      Case(
        "spec s for terraform\ndefine f() «==» plan.complete\ninvariant p \"t\" { f() }",
        code: .foreignOperator, message: "not `==`", fix: "="),
      Case(
        "spec s for terraform\ntable t «=» { \"a\": 1 }", code: .foreignOperator, message: "no `=`",
        fix: "remove"
      ),
      Case(
        "spec s for terraform\nlet a = «}»", code: .unexpectedToken,
        message: "expected an expression"),
    ])
  fileprivate func inFile(_ example: Case) {
    Self.expectOnly(example.source, example)
  }

  @Test("ten mistakes, ten messages, in their order")
  func ten() {
    let text = """
      spec ten for terraform
      let names = ['prod']
      define production(r: Resorce) = r.before.tags.env in names
      invariant a "a" severity hgih { every r in resources { r.exists } }
      invariant b "b" { every r in resources { r.tpye == "x" } }
      invariant c "c" { every r in resources where production(r) && r.exists { r.managed } }
      invariant d "d" { every r in resourcs { r.exists and r.nonsense } }
      invariant e "e" { every r in resources { r.after.size } }
      invariant f "f" { every r in resources { r.exists
      invariant g "g" { 1 == "1" }
      assume { every r in resources { r.exists } }
      """
    let loaded = load(text)
    #expect(
      loaded.diagnostics.map(\.code) == [
        .singleQuotes, .unknownType, .badClause, .unknownAttribute, .foreignOperator, .unknownName,
        .notACondition, .unclosedBracket, .neverEqual, .assumptionNotFixed,
      ], "\(shown(loaded))")
    #expect(loaded.spec == nil)
  }

  @Test("files that use each other in a cycle")
  func cycle() {
    let loaded = load(
      "spec a for terraform\nuse \"b.proviso\"",
      ["b.proviso": "spec b for terraform\nuse \"x/../main.proviso\""])
    #expect(loaded.diagnostics.map(\.code) == [.circularUse])
    #expect(
      loaded.diagnostics.first?.message.contains(
        "`main.proviso` → `b.proviso` → `main.proviso`") == true)
    #expect(loaded.sources.location(of: loaded.diagnostics[0].span).path == "b.proviso")
  }

  @Test("a used file's names are this file's, its properties are not, its mistakes are reported")
  func uses() throws {
    let library = "spec b for terraform\ndefine f(r: Resource) = r.exists\nlet n = 2\n"
    let good = load(
      spec("use \"lib/b.proviso\"\ninvariant p \"t\" { at least n r in resources where f(r) }"),
      ["dir/lib/b.proviso": library + "invariant q \"q\" { plan.complete }"],
      path: "dir/main.proviso")
    #expect(good.diagnostics.isEmpty, "\(shown(good))")
    #expect(good.spec?.properties.map(\.name) == ["p"])
    let bad = load(spec("use \"b.proviso\"\nlet n = 1"), ["b.proviso": library])
    #expect(bad.diagnostics.map(\.code) == [.nameClash], "\(shown(bad))")
    let broken = load(
      spec("use \"b.proviso\"\ninvariant p \"t\" { f(1) }"),
      ["b.proviso": "spec b for terraform\ndefine f(r: Int) = r ==\n"])
    #expect(broken.diagnostics.count == 1, "\(shown(broken))")
    #expect(broken.sources.location(of: broken.diagnostics[0].span).path == "b.proviso")
  }

  @Test("a used definition sees what its own file uses, and its user does not")
  func usesOfUses() {
    let others = [
      "b.proviso":
        "spec b for terraform\nuse \"c.proviso\"\ndefine f(r: Resource) = g(r) and n > 1",
      "c.proviso": "spec c for terraform\nlet n = 2\ndefine g(r: Resource) = r.exists",
    ]
    let through = load(
      spec("use \"b.proviso\"\ninvariant p \"t\" { every r in resources { f(r) } }"), others)
    #expect(through.diagnostics.isEmpty, "\(shown(through))")
    #expect(through.spec != nil)
    let past = load(
      spec("use \"b.proviso\"\ninvariant p \"t\" { every r in resources { g(r) or f(r) } }"),
      others)
    #expect(past.diagnostics.map(\.code) == [.unknownFunction], "\(shown(past))")
    let own = load(
      spec(
        "use \"b.proviso\"\nuse \"c.proviso\"\ninvariant p \"t\" { every r in resources { g(r) and f(r) } }"
      ), others)
    #expect(own.diagnostics.isEmpty, "\(shown(own))")
    // A name from a file that only the used file uses is free here.
    let free = load(
      spec(
        "use \"b.proviso\"\nlet n = 1\ninvariant p \"t\" { every r in resources where n == 1 { f(r) } }"
      ), others)
    #expect(free.diagnostics.isEmpty, "\(shown(free))")
  }

  @Test("bytes that are not text are errors with a position")
  func bytes() {
    let loader = SpecLoader(vocabularies: [.terraform, .agent]) { (_) throws(SourceReadError) in
      throw SourceReadError("none")
    }
    let head = Array("spec s for terraform\n".utf8)
    let invalid = loader.load(path: "a", text: head + Array("let a = ".utf8) + [0x22, 0xFF, 0x22])
    #expect(invalid.diagnostics.first?.code == .invalidUTF8)
    #expect(invalid.diagnostics.map(\.span.start) == [head.count + 9])
    let nul = loader.load(path: "a", text: head + [0])
    #expect(nul.diagnostics.map(\.code) == [.unexpectedCharacter])
    #expect(loader.load(path: "a", text: [0xEF, 0xBB, 0xBF] + head).spec != nil)
  }

  @Test("the text of a diagnostic")
  func rendering() {
    let loaded = load("spec s for terraform\ninvariant p \"t\" {\n\t\"日本\" == 1\n}\n")
    #expect(
      shown(loaded) == """
        error[PV0402]: a String and an Int are never equal
         --> main.proviso:3:2
          |
        3 |     "日本" == 1
          |     ^^^^^^^^^^^
          |     ------ String
          |               - Int

        """ + "\n")
    let colored = DiagnosticRenderer(hasColors: true).render(
      loaded.diagnostics, in: loaded.sources)
    #expect(colored.contains("\u{1B}[1;31merror[PV0402]\u{1B}[0m"))
    let escape = load("spec s for terraform\nlet a = \"\u{1B}[2J\u{202E}\" + 1")
    #expect(!shown(escape).unicodeScalars.contains("\u{1B}"))
    #expect(!shown(escape).unicodeScalars.contains("\u{202E}"))
  }

  @Test("every code has the prefix PV0 and a title")
  func codes() {
    #expect(
      DiagnosticCode.allCases.allSatisfy { $0.rawValue.hasPrefix("PV0") && !$0.title.isEmpty })
  }
}
