import Testing

@testable import ProvisoTerraform

/// Splitting of `references` lists: each entry that begins a run is one reference.
@Suite struct ReferenceRunTests {
  struct Case: Sendable {
    let list: [String]
    let begins: [String]
  }

  @Test(arguments: [
    Case(list: ["r[0].id", "r[0]", "r", "r"], begins: ["r[0].id", "r"]),
    Case(list: ["t.r[0].id", "t.r[0]", "t.r"], begins: ["t.r[0].id"]),
    Case(list: ["module.m.o", "module.m"], begins: ["module.m.o"]),
    Case(list: ["module.m.o", "module.m", "module.m"], begins: ["module.m.o", "module.m"]),
    Case(
      list: ["module.m[0].o", "module.m[0]", "module.m"], begins: ["module.m[0].o", "module.m"]),
    Case(
      list: [#"module.m["a].b"].o.x"#, #"module.m["a].b"].o"#, #"module.m["a].b"]"#, "module.m"],
      begins: [#"module.m["a].b"].o.x"#, "module.m"]),
    Case(list: ["module.m[0]", "module.m"], begins: ["module.m[0]"]),
    Case(
      list: [#"t.r["a.b[0]"].x"#, #"t.r["a.b[0]"]"#, "t.r", "var.v"],
      begins: [#"t.r["a.b[0]"].x"#, "var.v"]),
    Case(list: ["var.v", "var.v"], begins: ["var.v", "var.v"]),
    Case(list: ["t.rest", "t.r"], begins: ["t.rest", "t.r"]),
    Case(list: [#"t.r["a"]["b"]"#, "t.r"], begins: [#"t.r["a"]["b"]"#, "t.r"]),
    Case(list: ["", "t.r", ""], begins: ["", "t.r", ""]),
  ])
  func onlyTheFirstEntryOfARunIsAReference(_ example: Case) {
    var runs = ReferenceRuns()
    #expect(example.list.filter { runs.begins($0) } == example.begins)
  }

  @Test func referencesAreParsed() {
    #expect(ReferenceText("data.t.n[0].id").subject == .resource("data.t.n", key: "0"))
    #expect(ReferenceText(#"t.n["a.b"].x.y"#).subject == .resource("t.n", key: #""a.b""#))
    #expect(ReferenceText(#"t.n["a.b"].x["k"].y"#).path == ["x", "k", "y"])
    #expect(
      ReferenceText(#"module.m["k"].o.z"#).subject
        == .output(module: "m", key: #""k""#, name: "o"))
    #expect(ReferenceText("module.m[0]").subject == .module("m"))
    #expect(ReferenceText("local.l.x").subject == .local("l"))
    #expect(ReferenceText("each.value").subject == .scoped("each"))
    for odd in ["", ".", "[", "module", "module.", "data.t", "t", "t.", "[0].x", "ephemeral.t.n"] {
      guard case .unknown = ReferenceText(odd).subject else {
        Issue.record("\(odd): expected an unknown reference")
        continue
      }
    }
  }
}
