import Foundation
import Testing

/// `proviso learn`.
@Suite struct LearnCommandTests {
  private static func learn(_ arguments: String..., in folder: URL? = nil) throws -> Outcome {
    try Executable.run(["learn"] + arguments, folder: folder)
  }

  @Test func listAndLesson() throws {
    let list = try Self.learn()
    #expect(list.status == 0 && list.standardError.isEmpty)
    #expect(list.standardOutput.contains("  1. States and runs\n      count-states"))
    let lesson = try Self.learn("2")
    #expect(lesson.standardOutput.hasPrefix("# Invariants\n"))
    // The comments of the page are for tests.
    #expect(!lesson.standardOutput.contains("<!--"))
    #expect(lesson.standardOutput.contains("now: proviso learn no-overflow"))
  }

  /// An exercise from its task to the right answer.
  @Test func exercise() throws {
    let scratch = try Scratch()
    let folder = scratch.folder
    let task = try Self.learn("no-overflow", in: folder)
    #expect(task.standardOutput.contains("wrote pouring.proviso\nwrote no-overflow.proviso\n"))
    let first = try Self.learn("no-overflow", "--check", in: folder)
    #expect(first.status == 1)
    #expect(first.standardOutput.contains("yours is true here, and the reference false"))
    #expect(first.standardOutput.contains("  1. "), "the counterexample is a run")
    #expect(first.standardOutput.contains("not yet right"))
    #expect(try Self.learn("no-overflow", "--hint", "1").standardOutput.contains("every jug"))
    let solution = try Self.learn("no-overflow", "--solution").standardOutput
    try scratch.write("no-overflow.proviso", solution)
    let last = try Self.learn("no-overflow", "--check", in: folder)
    #expect(last.status == 0 && last.standardOutput == "right\n", "\(last.standardOutput)")
    // The learner's own text is not replaced.
    #expect(!(try Self.learn("no-overflow", in: folder)).standardOutput.contains("wrote"))
    try scratch.write("no-overflow.proviso", solution.replacing("Jug", with: "Jog"))
    let mistake = try Self.learn("no-overflow", "--check", in: folder)
    #expect(mistake.status == 2 && mistake.standardError.contains("no-overflow.proviso:8:"))
  }

  @Test func words() throws {
    #expect(try Self.learn("count-states", "--answer", "SIX").status == 0)
    #expect(try Self.learn("count-states", "--answer", "6 states").status == 0)
    #expect(try Self.learn("count-states", "--answer", "7").status == 1)
    #expect(try Self.learn("count-states", "--answer", "6 or 7").status == 1)
  }

  /// Two exercises have their own plans, and a file of another exercise is not taken for one.
  @Test func otherFiles() throws {
    let scratch = try Scratch()
    for name in ["public-bucket", "web-server-stays", "write-a-waiver"] {
      let task = try Self.learn(name, in: scratch.folder)
      #expect(task.standardOutput.contains(".json\nwrote "), "\(task.standardOutput)")
    }
    try scratch.write("servers.json", "{}")
    #expect(
      try Self.learn("web-server-stays", in: scratch.folder).standardOutput.contains(
        "servers.json is here, and it is not the file of this exercise"))
  }

  @Test func wrongUsage() throws {
    let scratch = try Scratch()
    for arguments in [
      ["no-overfow"], ["no-overflow", "--hint", "9"], ["count-states", "--check"],
      ["no-overflow", "--answer", "1"], ["--check"], ["no-overflow", "--check", "--hint", "1"],
      ["--from", "nowhere"],
    ] {
      let outcome = try Executable.run(["learn"] + arguments, folder: scratch.folder)
      #expect(outcome.status == 2, "\(arguments)")
    }
    #expect(try Self.learn("no-overfow").standardError.contains("did you mean `no-overflow`?"))
  }

  /// The exercise on the page for teachers.
  @Test func exercisesOfATeacher() throws {
    let page = try String(
      contentsOf: Repository.root.appendingPathComponent(
        "Sources/ProvisoCourse/Course.docc/ExercisesOfYourOwn.md"), encoding: .utf8)
    let example = try #require(
      page.components(separatedBy: "````markdown\n").last?.components(separatedBy: "````\n").first)
    let scratch = try Scratch()
    try scratch.write("lamp-off.md", example)
    let folder = scratch.folder
    #expect(try Self.learn("--from", ".", in: folder).standardOutput.contains("The lamp is off"))
    #expect(try Self.learn("lamp-off", "--from", ".", in: folder).status == 0)
    let wrong = try Self.learn("lamp-off", "--from", ".", "--check", in: folder)
    #expect(wrong.status == 1)
    #expect(wrong.standardOutput.contains("`proviso learn lamp-off --from . --hint 1` helps"))
    let solution = try Self.learn("lamp-off", "--from", ".", "--solution", in: folder)
    try scratch.write("lamp-off.proviso", solution.standardOutput)
    #expect(try Self.learn("lamp-off", "--from", ".", "--check", in: folder).status == 0)
    // The answers in the file test the exercise.
    #expect(try Self.learn("--from", ".", "--check", in: folder).status == 0)
    try scratch.write("lamp-off.md", example.replacing("{ not on }", with: "{ not onn }"))
    let broken = try Self.learn("--from", ".", "--check", in: folder)
    #expect(broken.status == 1)
    #expect(
      broken.standardOutput.contains("lamp-off: the reference is judged unreadable"),
      "\(broken.standardOutput)")
  }
}
