import Foundation
import TestSupport
import Testing

/// `--certificates`, `certify` and `replay`: what was proved can be checked again, and nothing that was
/// changed is taken for evidence.
@Suite struct EvidenceTests {
  /// A name that is known only after the apply, and two servers that are replaced in different ways.
  private static let spec = """
    spec s for terraform

    invariant named "The name is a text or absent" {
      every r in resources { r.now.name != 7 or r.now.name != 8 }
    }

    invariant kept "Something is there" {
      at least 1 r in resources where r.type == "aws_instance" and r.exists
    }

    invariant bucketed "Buckets have names" {
      every r in resources where r.type == "aws_s3_bucket" { r.after.bucket != null }
    }
    """

  private static let plan = PlanText.plan(
    PlanText.change("aws_x.a", #"["create"]"#, after: "{}")
      .replacing(#""after_unknown": {}"#, with: #""after_unknown": {"name": true}"#),
    PlanText.change(
      "aws_instance.a", #"["create", "delete"]"#, before: #"{"id": "1"}"#, after: #"{"id": "2"}"#),
    PlanText.change(
      "aws_instance.b", #"["delete", "create"]"#, before: #"{"id": "3"}"#, after: #"{"id": "4"}"#),
    PlanText.creation)

  /// A folder with the plan, the spec and the certificates.
  private func certified(
    _ plan: String = Self.plan, _ spec: String = Self.spec, status: Int32 = 0
  ) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write("s.proviso", spec)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--certificates", "c"], folder: scratch.folder)
    #expect(outcome.status == status, "\(outcome.standardOutput)\(outcome.standardError)")
    return scratch
  }

  /// A program that answers every query in the same way.
  private func solver(_ scratch: Scratch, _ body: String) throws -> String {
    let file = try scratch.write("solver", "#!/bin/sh\n\(body)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  private func certify(_ scratch: Scratch, _ more: String...) throws -> Outcome {
    try Executable.run(["certify", "c"] + more, folder: scratch.folder)
  }

  private func text(_ scratch: Scratch, _ name: String) throws -> String {
    try String(contentsOf: scratch.folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func answersOfTheSolverDecide() throws {
    let scratch = try certified()
    for (body, status, words) in [
      ("echo unsat", Int32(0), "certified"), ("echo sat", 1, "refuted: expected unsat, found sat"),
      ("echo unknown", 3, "it does not know"), ("echo '(error \"no\")'; exit 1", 3, "it said:"),
      ("exit 1", 3, "it said: no output"), ("yes | head -c 9000000", 3, "it printed too much"),
    ] {
      let outcome = try certify(scratch, "--solver", try solver(scratch, body))
      #expect(outcome.status == status, "\(body): \(outcome.standardOutput)")
      #expect(outcome.standardOutput.contains(words), "\(body): \(outcome.standardOutput)")
    }
  }

  /// What no solver proved is never called certified by one.
  @Test func evaluationIsNotCertified() throws {
    let scratch = try certified()
    let outcome = try certify(scratch, "--solver", try solver(scratch, "echo unsat"))
    let lines = outcome.standardOutput.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("not certified") && $0.hasSuffix(" bucketed") })
    #expect(
      lines.contains { $0.contains("evaluating the plan's values alone; no solver was asked") })
    #expect(lines.contains { $0.hasPrefix("certified ") && $0.contains("kept: ") })
  }

  /// A manifest that somebody else wrote certifies nothing by what it says of itself.
  @Test func manifestsAreNotBelieved() throws {
    let scratch = try certified()
    let fake = try solver(scratch, "echo unsat")
    let name = "c/manifest.json"
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(try text(scratch, name).utf8)) as? [String: Any])
    func outcome(
      _ change: (inout [String: Any]) throws -> Void
    ) throws -> Outcome {
      var manifest = whole
      try change(&manifest)
      try scratch.write(name, JSONSerialization.data(withJSONObject: manifest))
      return try Executable.run(
        ["certify", "c", "--solver", fake], folder: scratch.folder)
    }
    #expect(try outcome { _ in }.status == 0)
    for key in ["inputs", "properties"] {
      let refused = try outcome { $0[key] = [Any]() }
      #expect(refused.status == 2, "\(key)")
    }
    let unknown = try outcome { manifest in
      var properties = try #require(manifest["properties"] as? [[String: Any]])
      for index in properties.indices {
        properties[index]["queries"] = [Any]()
        properties[index]["arguments"] = [["kind": "magic", "needs_no_solver": true, "text": "x"]]
      }
      manifest["properties"] = properties
    }
    #expect(unknown.status == 3, "\(unknown.standardOutput)")
    // Files elsewhere are named by the command line, or not read.
    for path in ["/etc/passwd", "../other.json"] {
      let refused = try outcome { manifest in
        var inputs = try #require(manifest["inputs"] as? [[String: Any]])
        var input = try #require(inputs[0]["input"] as? [String: Any])
        input["path"] = path
        inputs[0]["input"] = input
        manifest["inputs"] = inputs
      }
      #expect(refused.status == 2)
      #expect(
        refused.standardError.contains("is not below the current directory"),
        "\(refused.standardError)")
    }
  }

  /// A query that is named often is asked once, and the whole has a limit.
  @Test func certifyingEnds() throws {
    let scratch = try certified()
    let fake = try solver(scratch, "echo x >>\(scratch.folder.path)/asked; sleep 1; echo unsat")
    let name = "c/manifest.json"
    var manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(try text(scratch, name).utf8)) as? [String: Any])
    let properties = try #require(manifest["properties"] as? [[String: Any]])
    let asked = try #require(
      properties.first { ($0["queries"] as? [Any])?.isEmpty == false })
    manifest["properties"] = Array(repeating: asked, count: 2_000)
    try scratch.write(name, JSONSerialization.data(withJSONObject: manifest))
    let often = try certify(scratch, "--solver", fake)
    #expect(often.status == 0)
    let queries = try #require((asked["queries"] as? [Any])?.count)
    #expect(try text(scratch, "asked").split(separator: "\n").count == queries)
    let slow = try solver(scratch, "sleep 60; echo unsat")
    let late = try certify(scratch, "--solver", slow, "--time-limit", "1")
    #expect(late.status == 3 && late.seconds < 30, "\(late.standardOutput.suffix(300))")
    #expect(late.standardOutput.contains("all other properties: the time limit"))
  }

  @Test func realSolversConfirm() throws {
    let scratch = try certified()
    var count = 0
    for name in ["cvc5", "z3"] {
      let outcome = try certify(scratch, "--solver", name)
      if outcome.standardError.contains("there is no such program") {
        print("\(name) is not installed: its answers are not tested")
        continue
      }
      count += 1
      #expect(outcome.status == 0, "\(name): \(outcome.standardOutput)\(outcome.standardError)")
    }
    print("evidence: \(count) real solvers")
  }

  /// Every file that an answer rests on is compared with its digest.
  @Test func changesAreRefused() throws {
    let scratch = try certified()
    let fake = try solver(scratch, "echo unsat")
    let folder = scratch.folder.appendingPathComponent("c").path
    let queries = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".smt2") }.map { "c/" + $0 }
    #expect(queries.count >= 2)
    for name in ["p.json", "s.proviso"] + queries {
      let before = try text(scratch, name)
      try scratch.write(name, before + "\n")
      let outcome = try certify(scratch, "--solver", fake)
      #expect(outcome.status == 2, "\(name)")
      #expect(outcome.standardError.contains("this file has changed since the check"), "\(name)")
      #expect(outcome.standardOutput.isEmpty)
      try scratch.write(name, before)
    }
    try scratch.write("other.json", Self.plan + " ")
    #expect(try certify(scratch, "--solver", fake, "-p", "other.json").status == 2)
    try scratch.write("same.json", Self.plan)
    #expect(try certify(scratch, "--solver", fake, "-p", "same.json").status == 0)
    try FileManager.default.removeItem(at: scratch.folder.appendingPathComponent(queries[0]))
    #expect(try certify(scratch, "--solver", fake).status == 2)
  }

  /// A manifest of somebody else names no other files, and gives no solver a command but questions.
  @Test func manifestIsNotTrusted() throws {
    let scratch = try certified()
    let fake = try solver(scratch, "touch \(scratch.folder.path)/ran; echo unsat")
    let manifest = try text(scratch, "c/manifest.json")
    let name = try #require(manifest.firstMatch(of: /"file" : "([^"]+.smt2)"/)).1
    try scratch.write("outside.smt2", try text(scratch, "c/\(name)"))
    for path in ["../outside.smt2", "/etc/passwd", ".hidden.smt2", "a b.smt2"] {
      try scratch.write(
        "c/manifest.json",
        manifest.replacing("\"file\" : \"\(name)\"", with: "\"file\" : \"\(path)\""))
      #expect(try certify(scratch, "--solver", fake).status == 2, "\(path)")
    }
    for script in [
      "(set-option :regular-output-channel \"x\")(check-sat)", "(check-sat)(get-model)",
      "(check-sat",
      "(assert true)", "(exit)(check-sat)", "\"(\" (check-sat)", "(|check-sat| )(check-sat)",
    ] {
      try scratch.write("c/\(name)", script)
      let digest = try #require(
        manifest.firstMatch(
          of: Regex(
            #"\#(NSRegularExpression.escapedPattern(for: String(name)))",\s*"sha256" : "([0-9a-f]+)""#
          ))?
          .output[1].substring)
      let made = try sha256(of: script, scratch)
      try scratch.write("c/manifest.json", manifest.replacing(digest, with: made))
      let outcome = try certify(scratch, "--solver", fake)
      #expect(outcome.status == 2, "\(script): \(outcome.standardOutput)")
      #expect(outcome.standardError.contains("not given to a solver"), "\(script)")
    }
    #expect(
      !FileManager.default.fileExists(atPath: scratch.folder.appendingPathComponent("ran").path))
  }

  /// The digest that the command itself computes for a file.
  private func sha256(of text: String, _ scratch: Scratch) throws -> String {
    let file = try scratch.write("digest", text)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: out.prefix(64), as: UTF8.self)
  }

  // MARK: Runs

  private static let breaking = """
    spec s for terraform

    assume { every r in resources { r.after.name != "forbidden" } }

    invariant kept "Both are there" {
      every r in resources, n in [22, 3389] where r.type == "aws_instance" { r.exists or n == 3389 }
    }

    invariant unnamed "No bucket has this name" {
      every r in resources where r.type == "aws_x" {
        r.now.name == null or r.now.name == "free" or r.now.name == "other"
      }
    }
    """

  private func replay(_ scratch: Scratch, _ name: String) throws -> Outcome {
    try Executable.run(["replay", name], folder: scratch.folder)
  }

  @Test func runsAreReplayed() throws {
    let scratch = try certified(Self.plan, Self.breaking, status: 1)
    for name in ["c/kept-1.run.json", "c/unnamed-1.run.json"] {
      let outcome = try replay(scratch, name)
      #expect(outcome.status == 1, "\(name): \(outcome.standardOutput)\(outcome.standardError)")
      #expect(outcome.standardOutput.contains("violated"))
    }
    // The plan, the spec and the graph must be the same.
    try scratch.write("p.json", Self.plan + " ")
    let changed = try replay(scratch, "c/kept-1.run.json")
    #expect(changed.status == 2)
    #expect(changed.standardError.contains("this is not the plan that the run is about"))
    try scratch.write("p.json", Self.plan)
    try scratch.write("s.proviso", Self.breaking + "\n")
    let edited = try replay(scratch, "c/kept-1.run.json")
    #expect(edited.status == 2)
    #expect(edited.standardError.contains("has changed since the run was recorded"))
  }

  /// A run that was changed is not a counterexample, whatever the change is.
  @Test func changedRunsAreNoCounterexamples() throws {
    let scratch = try certified(Self.plan, Self.breaking, status: 1)
    let kept = try text(scratch, "c/kept-1.run.json")
    let unnamed = try text(scratch, "c/unnamed-1.run.json")
    let picked = String(try #require(unnamed.firstMatch(of: /"[a-z._]*name" : [^\n,]+/)).output)
    for (text, old, new) in [
      (unnamed, picked, #""aws_x.a.after.name" : "free""#),
      (unnamed, picked, #""aws_x.a.after.name" : "forbidden""#),
      (unnamed, picked, #""aws_x.a.after.name" : {"object": [0, 0]}"#),
      (kept, #""number" : "22""#, #""number" : "443""#),
      (kept, #""number" : "22""#, #""number" : "3389""#),
      (kept, #""outcome" : "done""#, #""outcome" : "refused""#),
      (kept, #""outcome" : "done""#, #""outcome" : "perhaps""#),
      (kept, #""step" : "#, #""step" : 99"#), (kept, #""step" : "#, #""step" : -"#),
      (kept, #""property" : "kept""#, #""property" : "unnamed""#),
      (kept, #""property" : "kept""#, #""property" : "other""#),
      (kept, #"proviso.counterexample/1"#, "proviso.counterexample/9"),
      (kept, #""order""#, #""world""#),
      (kept, "\"path\" : \"p.json\"", "\"path\" : \"/etc/passwd\""),
      (kept, "\"path\" : \"p.json\"", "\"path\" : \"-\""),
    ] {
      let changed = text.replacing(old, with: new)
      #expect(changed != text, "\(old)")
      try scratch.write("t.json", changed)
      let outcome = try replay(scratch, "t.json")
      #expect(
        outcome.status == 2 || outcome.status == 3,
        "\(old) -> \(new): \(outcome.ending)\n\(outcome.standardOutput)")
      #expect(!outcome.standardOutput.contains("violated"), "\(old) -> \(new)")
    }
  }

  @Test func runsOfWorldsAndAgentsAreReplayed() throws {
    let scratch = try Scratch()
    for (name, input) in [
      ("peterson", "specs/teaching/peterson-broken.proviso"),
      ("charge", "examples/agent-plans/double-charge/broken.yaml"),
    ] {
      let folder = scratch.folder.appendingPathComponent(name).path
      let outcome = try Executable.check(
        [input, "--certificates", folder], folder: Repository.root)
      #expect(outcome.status == 1)
      let runs = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".run.json") }
      #expect(!runs.isEmpty)
      for run in runs {
        let replayed = try Executable.run(["replay", folder + "/" + run], folder: Repository.root)
        #expect(replayed.status == 1, "\(replayed.standardOutput)\(replayed.standardError)")
        let text = try String(contentsOfFile: folder + "/" + run, encoding: .utf8)
        let moves = try #require(text.firstMatch(of: /"transition" : (\d+)/)).1
        try scratch.write(
          "t.json", text.replacing("\"transition\" : \(moves)\n", with: "\"transition\" : 999\n"))
        let changed = try Executable.run(
          ["replay", scratch.folder.path + "/t.json"], folder: Repository.root)
        #expect(changed.status == 2, "\(changed.ending)")
        #expect(
          changed.standardError.contains("the input has no such run: step "), "\(changed.ending)")
      }
    }
  }
}
