import JSONOutput
import Proviso
import ProvisoCourse
import ProvisoEngine
import ProvisoInput
import ProvisoReport

/// The lessons and exercises of the course for the page.
package struct PlayLessons: Sendable {
  let course: Course

  /// Reads the course that is built in.
  ///
  /// - Throws: `InputError` if a page has a mistake.
  package init() throws(InputError) { course = try .builtIn() }

  /// The titles of all lessons and exercises.
  var index: JSONText {
    .list(
      course.lessons.map { lesson in
        .object([
          .init("number", .integer(lesson.number)), .init("title", .string(lesson.title)),
          .init("text", .string(lesson.text)),
          .init(
            "exercises",
            .list(
              course.exercises.filter { $0.lesson == lesson.number }.map { exercise in
                .object([
                  .init("name", .string(exercise.name)), .init("title", .string(exercise.title)),
                ])
              })),
        ])
      })
  }

  /// What the page needs for an exercise; `nil` if there is none of this name.
  func exercise(named name: String) -> JSONText? {
    guard let exercise = course.exercise(named: name) else { return nil }
    let plan = exercise.given.first { $0.name == exercise.plan }?.text ?? ""
    let isWord = if case .words = exercise.check { true } else { false }
    let shown = exercise.given.filter { $0.name != exercise.plan }
    return .object([
      .init("name", .string(exercise.name)), .init("title", .string(exercise.title)),
      .init("task", .string(exercise.task)), .init("isWord", .bool(isWord)),
      .init("file", .string(exercise.file)),
      // An exercise about a world that asks for a word shows the world.
      .init("start", .string(isWord ? shown.first?.text ?? "" : exercise.start)),
      .init("plan", .string(plan)), .init("hints", .strings(exercise.hints)),
      .init(
        "given",
        .list(
          (isWord ? [] : shown).map {
            .object([.init("name", .string($0.name)), .init("text", .string($0.text))])
          })),
      .init("reference", .string(isWord ? "" : exercise.reference)),
    ])
  }

  /// Judges an answer to an exercise; `nil` if there is none of this name.
  func judgement(
    of answer: String, to name: String, by judge: PlayJudge, endedBy cancellation: Cancellation
  ) async -> JSONText? {
    guard let exercise = course.exercise(named: name) else { return nil }
    let bounded = judge.bounded(endedBy: cancellation)
    let exercises = ExerciseJudge(exercise, settings: ReportSettings()) { verifier in
      verifier.deadline = bounded.deadline
      verifier.memoryLimit = bounded.memoryLimit
      verifier.cancellation = bounded.cancellation
    }
    do throws(InputError) {
      let judgement = try await bounded.perform { (_) throws(InputError) in
        try exercises.judge(answer)
      }
      return .object([
        .init("outcome", .string(judgement.outcome.rawValue)),
        .init("text", .string(judgement.text)),
      ])
    } catch {
      return .object([
        .init("outcome", .string(ExerciseJudge.Judgement.Outcome.unreadable.rawValue)),
        .init("text", .string(error.messages.joined(separator: "\n"))),
      ])
    }
  }
}
