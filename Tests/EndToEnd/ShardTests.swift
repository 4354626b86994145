import Foundation
import Testing

/// A list of plans that several jobs check, and their joined answer.
@Suite struct ShardTests {
  private static let plans = [
    "two-replicas/plan.json", "terraform-destroy/plan.json", "unknown-decides/plan.json",
    "missing.json", "terraform-destroy/safe-plan.json", "two-replicas/plan.json", "broken.json",
  ]

  /// A folder with plans, of which some cannot be read.
  private static func folder() throws -> Scratch {
    let scratch = try Scratch()
    let examples = Repository.root.appendingPathComponent("examples")
    for (number, name) in plans.enumerated() {
      let source = examples.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try scratch.write("p\(number).json", try Data(contentsOf: source))
    }
    try scratch.write("p6.json", "{")
    return scratch
  }

  /// A document without the times, which differ in each run.
  private static func timeless(_ text: String) throws -> NSObject {
    func without(_ value: Any) -> Any {
      if let object = value as? [String: Any] {
        return object.filter { $0.key != "seconds" }.mapValues(without)
      }
      return (value as? [Any])?.map(without) ?? value
    }
    let value = without(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    return try #require(value as? NSObject)
  }

  private static func check(
    _ names: [String], part: String, in scratch: Scratch, _ options: String...
  ) throws -> Outcome {
    try Executable.run(
      ["check", "--no-config", "--shard", part, "--format", "json", "-o"]
        + ["part-\(part.replacing("/", with: "-")).json"] + options + names,
      folder: scratch.folder)
  }

  @Test("a file that is larger than any answer is refused before it is read")
  func tooLarge() throws {
    let scratch = try Scratch()
    try scratch.write("large.json", "[")
    let file = try FileHandle(
      forWritingTo: scratch.folder.appendingPathComponent("large.json"))
    try file.truncate(atOffset: 64 << 20 + 1)
    try file.close()
    let merged = try Executable.run(["merge", "large.json"], folder: scratch.folder)
    #expect(merged.status == 2)
    #expect(
      merged.standardError.contains("large.json: the file is larger than 64 MB"),
      "\(merged.standardError)")
  }

  @Test(arguments: [1, 2, 3, 9])
  func partsMakeTheWhole(count: Int) throws {
    let scratch = try Self.folder()
    for names in [["p0.json", "p1.json", "p2.json", "p4.json", "p5.json"], Self.allNames] {
      let whole = try Executable.run(
        ["check", "--no-config", "--format", "json"] + names, folder: scratch.folder)
      var files: [String] = []
      for number in 1...count {
        let part = try Self.check(names, part: "\(number)/\(count)", in: scratch)
        #expect(part.status != nil, "\(part.ending)")
        files.append("part-\(number)-\(count).json")
      }
      let merged = try Executable.run(
        ["merge", "--format", "json"] + files.reversed(), folder: scratch.folder)
      #expect(merged.status == whole.status, "\(merged.standardError)")
      #expect(
        try Self.timeless(merged.standardOutput) == Self.timeless(whole.standardOutput))
      let text = try Executable.run(["merge"] + files, folder: scratch.folder)
      #expect(text.status == whole.status)
      #expect(text.standardOutput.contains("violated   p1.json"), "\(text.standardOutput)")
      #expect(
        text.standardOutput.contains(
          "\(names.count) plans in \(count == 1 ? "1 part" : "\(count) parts"): "),
        "\(text.standardOutput)")
    }
  }

  private static let allNames = (0..<7).map { "p\($0).json" }

  /// A part that a job lost, changed or made twice is told, and nothing is joined.
  @Test func lossesAreTold() throws {
    let scratch = try Self.folder()
    let names = ["p0.json", "p1.json", "p2.json", "p4.json"]
    for number in 1...3 { _ = try Self.check(names, part: "\(number)/3", in: scratch) }
    let files = (1...3).map { "part-\($0)-3.json" }
    func merge(_ files: [String], _ expected: String) throws {
      let outcome = try Executable.run(["merge"] + files, folder: scratch.folder)
      #expect(outcome.status == 2 && outcome.standardOutput.isEmpty, "\(expected)")
      #expect(outcome.standardError.contains(expected), "\(outcome.standardError)")
    }
    try merge([files[0], files[2]], "part 2 of 3 is missing")
    try merge(files + [files[1]], "are both part 2 of 3")
    try merge(files + ["p0.json"], "p0.json: expected the answer of")
    try merge(files + ["nothing.json"], "nothing.json")
    let whole = try String(
      contentsOf: scratch.folder.appendingPathComponent(files[0]), encoding: .utf8)
    for (found, replacement, message) in [
      (#""path":"p0.json""#, #""path":"p9.json""#, "p9.json, which is no input of this part"),
      (#""inputs":["p0.json","p4.json"]"#, #""inputs":["p0.json"]"#, "p4.json, which is no input"),
      (#""number":1"#, #""number":2"#, "are both part 2 of 3"),
      (#""exit_status":1"#, #""exit_status":9"#, "damaged"),
      (
        #""failures":[]"#, #""failures":[{"errors":[{}],"input":"p9.json"}]"#,
        "p9.json, which is no"
      ),
      (#""all_inputs":4"#, #""all_inputs":5"#, "parts of different lists"),
    ] {
      let compact = try Self.compact(whole)
      #expect(compact.contains(found), "\(found)")
      try scratch.write("changed.json", compact.replacing(found, with: replacement))
      try merge(["changed.json", files[1], files[2]], message)
    }
    _ = try Self.check(names.reversed(), part: "2/3", in: scratch)
    try merge(files, "are parts of different lists of plans")
  }

  /// Parts of different questions are not the answer to one.
  @Test func differentQuestionsAreRefused() throws {
    let scratch = try Self.folder()
    let names = ["p0.json", "p4.json", "p5.json", "p1.json"]
    try scratch.write(
      "easy.proviso",
      "spec easy for terraform\ninvariant trivial \"t\" { plan.complete or not plan.complete }\n")
    _ = try Self.check(names, part: "2/2", in: scratch)
    func merge(_ expected: String) throws {
      let outcome = try Executable.run(
        ["merge", "part-1-2.json", "part-2-2.json"], folder: scratch.folder)
      #expect(outcome.status == 2 && outcome.standardOutput.isEmpty, "\(expected)")
      #expect(outcome.standardError.contains(expected), "\(outcome.standardError)")
    }
    for (options, expected) in [
      (["-s", "easy.proviso"], "differ: the specs"),
      (
        ["--exclude", "no_production_resource_destroyed"], "differ: --only, --exclude or --tags"
      ),
      (["--only", "no_production_resource_destroyed"], "differ: --only, --exclude or --tags"),
      (["--fail-on", "critical"], "an option that changes the answer"),
      (["--fail-on-preexisting"], "an option that changes the answer"),
      (["--today", "2027-01-31"], "an option that changes the answer"),
    ] {
      let outcome = try Executable.run(
        ["check", "--no-config", "--shard", "1/2", "--format", "json", "-o", "part-1-2.json"]
          + options + names, folder: scratch.folder)
      #expect(outcome.status != 2, "\(options) \(outcome.standardError)")
      try merge(expected)
    }
    // The other job has another plan under a name of this one's part.
    let url = scratch.folder.appendingPathComponent("p0.json")
    let plan = try Data(contentsOf: url)
    try scratch.write("p0.json", String(decoding: plan, as: UTF8.self) + "\n")
    _ = try Self.check(names, part: "1/2", in: scratch)
    try merge("differ: the content of the plans")
    try scratch.write("p0.json", plan)
    _ = try Self.check(names, part: "1/2", in: scratch)
    let joined = try Executable.run(
      ["merge", "part-1-2.json", "part-2-2.json"], folder: scratch.folder)
    #expect(joined.status == 1, "\(joined.standardError)")
    let part = scratch.folder.appendingPathComponent("part-1-2.json")
    let text = try Self.compact(try String(contentsOf: part, encoding: .utf8))
    try scratch.write("part-1-2.json", text.replacing(#""version":"0"#, with: #""version":"9"#))
    try merge("different versions")
  }

  /// A status that the results do not explain is refused.
  @Test func statusFollowsFromResults() throws {
    let scratch = try Self.folder()
    for (number, isRefused) in [(1, true), (2, true), (0, true), (4, false)] {
      let options = [[], ["--fail-on", "critical"]]
      for option in options {
        let check = try Executable.run(
          ["check", "--no-config", "--shard", "1/1", "--format", "json", "-o", "one.json"] + option
            + ["p\(number).json"], folder: scratch.folder)
        let whole = try Executable.run(["merge", "one.json"], folder: scratch.folder)
        #expect(whole.status == check.status, "\(whole.standardError)")
        let url = scratch.folder.appendingPathComponent("one.json")
        let text = try Self.compact(try String(contentsOf: url, encoding: .utf8))
        let status = check.status ?? 0
        try scratch.write(
          "one.json", text.replacing("\"exit_status\":\(status)", with: "\"exit_status\":0"))
        let changed = try Executable.run(["merge", "one.json"], folder: scratch.folder)
        #expect(changed.status == (isRefused && status != 0 ? 2 : 0), "\(number) \(option)")
      }
    }
  }

  private static func compact(_ text: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return String(
      decoding: try JSONSerialization.data(
        withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
  }

  /// A result that is gone is no proof.
  @Test func removedResultsAreTold() throws {
    let scratch = try Self.folder()
    _ = try Self.check(["p0.json"], part: "1/1", in: scratch)
    let url = scratch.folder.appendingPathComponent("part-1-1.json")
    var object = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    object["results"] = [Any]()
    object["exit_status"] = 0
    try JSONSerialization.data(withJSONObject: object).write(to: url)
    let outcome = try Executable.run(["merge", "part-1-1.json"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.standardError.contains("1 input of this part has neither a result nor an error"),
      "\(outcome.standardError)")
  }

  /// The scripts of the example make the whole, by hand and with GNU parallel.
  @Test func scriptsMakeTheWhole() throws {
    let folder = Repository.root.appendingPathComponent("examples/ci/many-plans")
    for (name, needs) in [("part.sh", "sh"), ("parallel.sh", "parallel")] {
      guard Self.isInstalled(needs) else {
        print("many-plans/\(name) is not run: there is no \(needs)")
        continue
      }
      let scratch = try Scratch()
      for (number, plan) in ["safe-plan.json", "plan.json", "safe-plan.json"].enumerated() {
        let source = Repository.root.appendingPathComponent("examples/two-replicas/\(plan)")
        try scratch.write("\(number).plan.json", try Data(contentsOf: source))
      }
      let script = folder.appendingPathComponent(name).path
      if name == "part.sh" {
        for index in 0..<2 {
          let status = try Self.run(
            script, ["JOB_COMPLETION_INDEX": String(index), "PARTS": "2"], in: scratch
          ).status
          #expect(status == 0)
        }
        let merged = try Executable.run(
          ["merge", "answers/1.json", "answers/2.json"], folder: scratch.folder)
        #expect(merged.status == 1)
        #expect(merged.standardOutput.hasPrefix("violated   1.plan.json\n3 plans in 2 parts: "))
      } else {
        let (status, output) = try Self.run(script, [:], in: scratch)
        #expect(status != 0 && output.hasPrefix("violated   1.plan.json\n3 plans in "), "\(output)")
      }
    }
  }

  private static func isInstalled(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// Runs a script with the built executable as `proviso`.
  private static func run(
    _ script: String, _ variables: [String: String], in scratch: Scratch
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script]
    process.currentDirectoryURL = scratch.folder
    let programs = try Executable.found.get().deletingLastPathComponent().path
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = programs + ":" + (environment["PATH"] ?? "")
    process.environment = environment.merging(variables) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  @Test func usage() throws {
    let scratch = try Self.folder()
    for (arguments, message) in [
      (["--shard", "0/2", "p0.json"], "0/2"), (["--shard", "3/2", "p0.json"], "3/2"),
      (["--shard", "1", "p0.json"], "'1'"), (["--shard", "1/2"], "needs the names of all plans"),
      (["--shard", "1/2", "-"], "needs the names of all plans"),
      (["--shard", "1/2", "--write-baseline", "b.json", "p0.json"], "cannot be combined"),
    ] {
      let outcome = try Executable.run(["check"] + arguments, folder: scratch.folder)
      #expect(outcome.status == 2 && outcome.standardError.contains(message), "\(arguments)")
    }
    let text = try Executable.run(
      ["check", "--no-config", "--shard", "2/2", "p0.json"], folder: scratch.folder)
    #expect(text.status == 0)
    #expect(text.standardError.contains("note: part 2 of 2 has 0 of 1 plans"))
  }
}
