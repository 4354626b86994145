import ArgumentParser
import Essentials
import Proviso
import ProvisoCourse
import ProvisoInput
import ProvisoKernel
import ProvisoReport

/// `proviso learn`.
struct LearnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract:
      "Teaches formal safety: lessons, exercises, and answers that are judged by what they mean.",
    discussion: """
      Without a name, lists the lessons and exercises. With the number of a lesson, prints the lesson. \
      With the name of an exercise, prints the task and writes its files to this directory, if they are \
      not there.

      With --check, the engines decide whether your file means what the reference means. A wrong answer \
      gets a run to a state in which the two differ. Nothing leaves this machine.

      Examples:
        proviso learn
        proviso learn 2
        proviso learn no-overflow
        proviso learn no-overflow --hint 1
        proviso learn no-overflow --check
        proviso learn count-states --answer 12
        proviso learn --from exercises     the exercises of a directory, one Markdown file each
        proviso learn --from exercises --check     test these exercises with the answers in their files

      Exit status: 0 the answer is right, or nothing was judged; 1 it is wrong; 2 it has a mistake, or \
      the usage is wrong; 3 it is undecided.
      """)

  @Argument(help: "The number of a lesson, or the name of an exercise.")
  var name: String?

  @Flag(help: "Judge the file of the exercise.")
  var check = false

  @Option(help: "Judge this answer to an exercise that asks for a word.")
  var answer: String?

  @Option(help: ArgumentHelp("Print this hint.", valueName: "number"))
  var hint: Int?

  @Flag(help: "Print the reference.")
  var solution = false

  @Option(
    help: ArgumentHelp(
      "A directory with exercises of your own, instead of those that are built in.",
      valueName: "directory"))
  var from: String?

  @OptionGroup var budget: BudgetOptions

  func validate() throws {
    let asked = [check, answer != nil, hint != nil, solution].count { $0 }
    guard asked <= 1 else {
      throw ValidationError("Use one of --check, --answer, --hint and --solution.")
    }
    guard asked == 0 || name != nil || check && from != nil else {
      throw ValidationError("Name an exercise; `proviso learn` lists them.")
    }
  }

  func run() throws {
    ProcessBudget.begin(budget)
    let terminal = Terminal()
    do {
      let course: Course
      if let from { course = try .folder(from) } else { course = try .builtIn() }
      try teach(course, terminal)
    } catch let error as InputError {
      terminal.complain(error)
      throw ProvisoExit(error).code
    }
  }

  private func teach(_ course: Course, _ terminal: Terminal) throws {
    guard let name else {
      return check ? try test(course, terminal) : try Console.print(Self.list(course, from: from))
    }
    if let number = Int(name), let lesson = course.lessons.first(where: { $0.number == number }) {
      return try Console.print(Self.page(lesson, of: course))
    }
    guard let exercise = course.exercise(named: name) else {
      let lesson = course.lessons.first { $0.title.lowercased().contains(name.lowercased()) }
      if let lesson {
        throw InputError(
          "there is no exercise `\(name)`; `proviso learn \(lesson.number)` prints the lesson \(lesson.title)"
        )
      }
      let meant = Suggestion.nearest(to: name, among: course.exercises.map(\.name))
      throw InputError(
        "there is no lesson or exercise `\(name)`"
          + (meant.map { "; did you mean `\($0)`?" } ?? "; `proviso learn` lists them"))
    }
    if let hint {
      guard exercise.hints.indices.contains(hint - 1) else {
        throw InputError("`\(name)` has \(exercise.hints.count) hints")
      }
      return try Console.print(exercise.hints[hint - 1] + "\n")
    }
    if solution { return try Console.print(Self.solution(of: exercise)) }
    guard check || answer != nil else { return try give(exercise) }
    try judge(exercise, terminal)
  }

  // MARK: Texts

  private static func list(_ course: Course, from folder: String?) -> String {
    let option = folder.map { " --from \($0.shellWord)" } ?? ""
    func entries(_ exercises: [Exercise]) -> String {
      let width = exercises.map(\.name.count).max() ?? 0
      return exercises.map { exercise in
        let padding = String(repeating: " ", count: width - exercise.name.count)
        return "      \(exercise.name)\(padding)  \(exercise.title)\n"
      }.joined()
    }
    let lessons = course.lessons.map { lesson in
      let number = lesson.number < 10 ? " \(lesson.number)" : "\(lesson.number)"
      return "  \(number). \(lesson.title)\n"
        + entries(course.exercises.filter { $0.lesson == lesson.number })
    }
    let numbers = Set(course.lessons.map(\.number))
    let others = entries(course.exercises.filter { !numbers.contains($0.lesson) })
    return lessons.joined() + others
      + "\n`proviso learn NUMBER` prints a lesson, `proviso learn NAME\(option)` begins an exercise.\n"
  }

  private static func page(_ lesson: Course.Lesson, of course: Course) -> String {
    let exercises = course.exercises.filter { $0.lesson == lesson.number }
    // Comments in the source are for tests.
    let text = lesson.text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("<!--") }.joined(separator: "\n")
    return text
      + (exercises.isEmpty
        ? "" : "\nnow: proviso learn \(exercises.map(\.name).joined(separator: ", "))\n")
  }

  private static func solution(of exercise: Exercise) -> String {
    if case .words(let words) = exercise.check { return words[0] + "\n" }
    return exercise.reference
  }

  // MARK: Exercises

  /// The option that names the directory of the exercises, with a space before it.
  private var option: String { from.map { " --from \($0.shellWord)" } ?? "" }

  /// Judges the answers that the files of the exercises have, and prints those that are judged otherwise
  /// than the files say.
  private func test(_ course: Course, _ terminal: Terminal) throws {
    var lines: [String] = []
    let budget = budget
    for exercise in course.exercises {
      let judge = ExerciseJudge(exercise, settings: terminal.reportSettings()) {
        $0.limit(by: budget)
      }
      for answer in exercise.testAnswers {
        let judgement = try judge.judge(answer.text)
        guard !answer.expects(judgement.outcome) else { continue }
        lines.append(
          "\(exercise.name): \(answer.name) is judged \(judgement.outcome.rawValue)\n"
            + judgement.text)
      }
    }
    let count = course.exercises.count
    try Console.print(
      lines.joined(separator: "\n")
        + (lines.isEmpty ? "\(count) \(count == 1 ? "exercise" : "exercises") right\n" : ""))
    if !lines.isEmpty { throw ProvisoExit.violated.code }
  }

  /// Prints the task, and writes the files that are not there.
  private func give(_ exercise: Exercise) throws {
    var written: [String] = []
    let kept = exercise.given.filter { file in
      guard let own = try? Course.text(of: file.name) else { return false }
      return own != file.text
    }
    for file in exercise.firstFiles where !FileManager.default.fileExists(atPath: file.name) {
      do {
        try Data(file.text.utf8).write(
          to: URL(fileURLWithPath: file.name), options: .withoutOverwriting)
      } catch {
        throw InputError("\(file.name): the file cannot be written")
      }
      written.append(file.name)
    }
    let next =
      exercise.file.isEmpty
      ? "answer: proviso learn \(exercise.name)\(option) --answer …"
      : "edit \(exercise.file), then: proviso learn \(exercise.name)\(option) --check"
    try Console.print(
      "\(exercise.title)\n\n\(exercise.task)\n\n"
        + written.map { "wrote \($0)\n" }.joined()
        + kept.map {
          "\($0.name) is here, and it is not the file of this exercise: use another directory\n"
        }.joined() + next + "\n"
        + (exercise.hints.isEmpty
          ? "" : "hints: \(exercise.hints.count) (--hint 1)\n"))
  }

  private func judge(_ exercise: Exercise, _ terminal: Terminal) throws {
    let isWord = if case .words = exercise.check { true } else { false }
    guard isWord == (answer != nil) else {
      throw InputError(
        isWord
          ? "`\(exercise.name)` asks for a word or a number; use --answer"
          : "`\(exercise.name)` asks for a file; use --check")
    }
    let text: String
    if let answer {
      text = answer
    } else {
      guard FileManager.default.fileExists(atPath: exercise.file) else {
        throw InputError(
          "\(exercise.file): there is no such file; `proviso learn \(exercise.name)\(option)` writes it"
        )
      }
      text = try Course.text(of: exercise.file)
    }
    let budget = budget
    let judge = ExerciseJudge(exercise, settings: terminal.reportSettings()) {
      $0.limit(by: budget)
    }
    let judgement = try judge.judge(text)
    switch judgement.outcome {
    case .right: try Console.print("right\n")
    case .wrong:
      try Console.print(
        judgement.text + "\nnot yet right"
          + (exercise.hints.isEmpty
            ? "\n" : " (`proviso learn \(exercise.name)\(option) --hint 1` helps)\n"),
        as: terminal.notation)
      throw ProvisoExit.violated.code
    case .undecided:
      try Console.print(judgement.text + "\nundecided\n", as: terminal.notation)
      throw ProvisoExit.undecided.code
    case .unreadable:
      Console.complain(judgement.text)
      throw ProvisoExit.unusable.code
    }
  }
}
