import Foundation
import Proviso
import ProvisoKernel
import ProvisoReport
import ProvisoResult
import Testing

@testable import ProvisoCourse

/// The course: each exercise accepts its reference, refuses its start and every wrong answer, and each listing
/// of each page has the verdicts that the page states.
@Suite struct CourseTests {
  static let course = Result { try Course.builtIn() }

  struct Answer: Sendable, CustomTestStringConvertible {
    let exercise: Exercise
    let text: String
    let outcome: ExerciseJudge.Judgement.Outcome
    let index: Int
    var testDescription: String { "\(exercise.name) \(index)" }
  }

  static let answers: [Answer] = {
    guard let course = try? course.get() else { return [] }
    return course.exercises.flatMap { exercise -> [Answer] in
      var texts: [(String, ExerciseJudge.Judgement.Outcome)]
      if case .words(let words) = exercise.check {
        texts = words.map { ($0, .right) } + [("something else", .wrong)]
      } else {
        texts = ([exercise.reference] + exercise.right).map { ($0, .right) }
        texts += ([exercise.start] + exercise.wrong).map { ($0, .wrong) }
      }
      return texts.enumerated().map { index, text in
        Answer(exercise: exercise, text: text.0, outcome: text.1, index: index)
      }
    }
  }()

  private static let settings = ReportSettings(
    width: 100, hasColors: false, detail: .findings, showsAll: false,
    help: .init(checkWithGraph: [], longer: nil, all: nil))

  @Test(arguments: answers) func answersAreJudged(_ answer: Answer) throws {
    let judgement = try ExerciseJudge(answer.exercise, settings: Self.settings).judge(answer.text)
    #expect(judgement.outcome == answer.outcome, "\(judgement.text)")
    // A wrong answer gets a reason, without a path of this machine.
    if answer.outcome == .wrong { #expect(!judgement.text.isEmpty) }
    #expect(!judgement.text.contains("proviso-learn-"), "\(judgement.text)")
  }

  @Test func everyLessonHasAnExercise() throws {
    let course = try Self.course.get()
    #expect(course.lessons.count == 11)
    for lesson in course.lessons {
      #expect(course.exercises.contains { $0.lesson == lesson.number }, "\(lesson.title)")
    }
    for exercise in course.exercises {
      #expect(!exercise.hints.isEmpty && !exercise.task.isEmpty, "\(exercise.name)")
    }
  }

  /// The numbers that two exercises ask for are those that an exploration counts.
  @Test func answersInNumbersAreCounted() async throws {
    let course = try Self.course.get()
    let states = try #require(course.exercise(named: "count-states"))
    let light = try await Verifier().explore(
      .text(states.given[0].text, name: "light.proviso"))
    #expect(states.check == .words(["6", "six"]) && light.exploration?.states == 6)
    let shortest = try #require(course.exercise(named: "shortest-run"))
    let counter = try await Verifier().explore(
      .text(shortest.given[0].text, name: "counter.proviso"))
    #expect(counter.properties[0].violations[0].trace.count == 4)
    #expect(shortest.check == .words(["4", "four"]))
  }

  @Test func aMistakeIsReported() throws {
    let exercise = try #require(try Self.course.get().exercise(named: "no-overflow"))
    let broken = exercise.start.replacing("true", with: "every jug in Jg { true }")
    let judgement = try ExerciseJudge(exercise, settings: Self.settings).judge(broken)
    #expect(judgement.outcome == .unreadable)
    #expect(judgement.text.contains("no-overflow.proviso:"), "\(judgement.text)")
    let other = try ExerciseJudge(exercise, settings: Self.settings).judge(
      exercise.start.replacing("invariant answer", with: "invariant another"))
    #expect(other.outcome == .wrong && other.text.contains("no property `answer`"))
  }

  /// An answer cannot be right because it leaves out the states in which it is wrong.
  @Test(arguments: [
    ("no-overflow", "assume { false }\n"), ("no-overflow", "assume failures <= 0\n"),
    ("backup-first", "start { not orders.exists }\n"),
    ("missing-guard", "assume { false }\n"), ("missing-guard", "start { false }\n"),
  ])
  func restrictionsAreRefused(_ name: String, _ added: String) throws {
    let exercise = try #require(try Self.course.get().exercise(named: name))
    let judgement = try ExerciseJudge(exercise, settings: Self.settings)
      .judge(exercise.reference + "\n" + added)
    #expect(judgement.outcome == .wrong || judgement.outcome == .unreadable, "\(judgement.text)")
  }

  @Test(arguments: [
    "", "# Title\n", "---\nlesson: 1\n---\n# T\n", "---\ncheck: answer\n---\n# T\n",
    "---\ncheck: property p\nfile: ../x.proviso\n---\n# T\n",
    "---\ncheck: property p\nfile: x.proviso\n---\n# T\n",
    "---\ncheck: answer\nanswer: 1\n---\n# T\n```proviso given ../a\n```\n",
  ])
  func wrongFilesOfExercises(_ text: String) {
    #expect(throws: (any Error).self) { try ExerciseReader.read(text, name: "x") }
  }

  // MARK: Pages

  struct Listing: Sendable, CustomTestStringConvertible {
    let page: String
    let text: String
    let verdicts: [String]
    var testDescription: String { page + ": " + text.prefix(30) }
  }

  /// The worlds on the pages, with the verdicts that follow them in comments.
  static let listings: [Listing] = {
    guard let course = try? course.get() else { return [] }
    return course.lessons.flatMap { lesson -> [Listing] in
      let parts = lesson.text.components(separatedBy: "```proviso\n").dropFirst()
      return parts.map { part in
        let halves = part.components(separatedBy: "\n```\n")
        let verdicts = halves.dropFirst().joined().split(separator: "\n")
          .prefix { $0.hasPrefix("<!--") }
        return Listing(
          page: lesson.title, text: halves[0] + "\n",
          verdicts: verdicts.map { String($0.dropFirst(5).dropLast(4)) })
      }
    }
  }()

  @Test(arguments: listings) func listingsHaveTheirVerdicts(_ listing: Listing) async throws {
    #expect(!listing.verdicts.isEmpty, "the listing states no verdict")
    let result = try await Verifier().explore(.text(listing.text, name: "listing.proviso"))
    let verdicts = result.properties.map { $0.isVacuous ? "vacuous" : $0.verdict.rawValue }
    #expect(verdicts == listing.verdicts)
  }

  @Test func pagesHaveListings() { #expect(Self.listings.count >= 10) }

  /// Listings that are no worlds: whole specs, tests of these, and waivers of one property.
  @Test func otherListingsAreRead() throws {
    let rule =
      "spec s for terraform\ninvariant no_production_resource_destroyed \"N\" { every r in resources { true } }\n"
    var count = 0
    for lesson in try Self.course.get().lessons {
      let parts = lesson.text.components(separatedBy: "\n```\n")
      let listings = parts.map { $0.components(separatedBy: "```\n").last ?? "" }
      let own = listings.first { $0.hasPrefix("spec ") }.map { $0 + "\n" }
      for part in listings
      where ["spec ", "test ", "waive "].contains(where: part.hasPrefix) {
        let text =
          part.hasPrefix("spec ")
          ? part : (part.hasPrefix("test ") ? try #require(own) : rule) + part
        let loaded = try Verifier(specs: [.text(text + "\n", name: "listing.proviso")]).loadSpecs()
        #expect(!loaded.summaries.isEmpty)
        count += 1
      }
    }
    #expect(count == 3)
  }
}
