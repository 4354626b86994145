import Proviso
import ProvisoCourse
import ProvisoEngine
import ProvisoInput
import ProvisoReport
import ProvisoResult

/// Checks the texts of the page, within bounds. It reads no file of the machine and runs no program.
package struct PlayJudge: Sendable {
  /// The time of one check.
  let deadline: Duration
  /// The memory of the process in megabytes, beyond which a check ends; `nil` for no bound.
  let memoryLimit: Int?
  let lessons: PlayLessons

  package init(deadline: Duration, memoryLimit: Int?, lessons: PlayLessons) {
    self.deadline = deadline
    self.memoryLimit = memoryLimit
    self.lessons = lessons
  }

  /// Checks the plan against the spec, or explores the world.
  package func check(_ text: PlayText, endedBy cancellation: Cancellation) async -> PlayAnswer {
    do throws(InputError) {
      let (bench, plain) = try place(of: text, endedBy: cancellation)
      guard !text.isWorld else {
        return PlayAnswer(try await plain.explore(bench.world), on: bench)
      }
      var verifier = plain
      verifier.specs = [bench.spec]
      return PlayAnswer(
        try await verifier.check(.text(text.plan, name: text.nameOfPlan)), on: bench)
    } catch {
      return PlayAnswer(refusedBy: error)
    }
  }

  /// The mistakes and warnings of the spec or world, without a check.
  package func diagnose(_ text: PlayText, endedBy cancellation: Cancellation) async -> PlayAnswer {
    do throws(InputError) {
      let (bench, plain) = try place(of: text, endedBy: cancellation)
      var verifier = plain
      verifier.specs = [bench.spec]
      let bounded = verifier
      let specs = try await bounded.perform { (_) throws(InputError) in
        try bounded.loadSpecsBelow()
      }
      return PlayAnswer(diagnostics: specs.warnings)
    } catch {
      return PlayAnswer(refusedBy: error)
    }
  }

  /// The place of a check, and a verifier for it.
  func place(
    of text: PlayText, endedBy cancellation: Cancellation
  ) throws(InputError) -> (PlayBench, Verifier) {
    let bench = try PlayBench(text, for: lessons.course.exercise(named: text.exercise))
    var verifier = bounded(endedBy: cancellation)
    verifier.drawsGraph = true
    verifier.suggestsRepairs = !text.isWorld
    bench.give(to: &verifier)
    return (bench, verifier)
  }

  /// A verifier within the bounds, for texts that name no files.
  func bounded(endedBy cancellation: Cancellation) -> Verifier {
    var verifier = Verifier()
    verifier.isConfined = true
    verifier.deadline = deadline
    verifier.memoryLimit = memoryLimit
    verifier.cancellation = cancellation
    verifier.options.terraform.consent = .never
    return verifier
  }
}
