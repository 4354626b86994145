import Proviso
import ProvisoEngine
import ProvisoInput
import ProvisoReport
import ProvisoResult

/// Checks the texts of the page, within bounds. It reads no file and runs no program.
package struct PlayJudge: Sendable {
  /// The time of one check.
  let deadline: Duration
  /// The memory of the process in megabytes, beyond which a check ends; `nil` for no bound.
  let memoryLimit: Int?

  package init(deadline: Duration, memoryLimit: Int?) {
    self.deadline = deadline
    self.memoryLimit = memoryLimit
  }

  /// Checks the plan against the spec, or explores the world.
  package func check(_ text: PlayText, endedBy cancellation: Cancellation) async -> PlayAnswer {
    do throws(InputError) {
      var verifier = verifier(for: text, endedBy: cancellation)
      guard !text.isWorld else {
        return PlayAnswer(
          try await verifier.explore(.text(text.spec, name: PlayText.nameOfSpec)))
      }
      verifier.specs = [.text(text.spec, name: PlayText.nameOfSpec)]
      return PlayAnswer(try await verifier.check(.text(text.plan, name: text.nameOfPlan)))
    } catch {
      return PlayAnswer(refusedBy: error)
    }
  }

  /// The mistakes and warnings of the spec or world, without a check.
  package func diagnose(_ text: PlayText, endedBy cancellation: Cancellation) async -> PlayAnswer {
    do throws(InputError) {
      var verifier = verifier(for: text, endedBy: cancellation)
      verifier.specs = [.text(text.spec, name: PlayText.nameOfSpec)]
      let bounded = verifier
      let specs = try await bounded.perform { (_) throws(InputError) in
        try bounded.loadSpecsBelow()
      }
      return PlayAnswer(diagnostics: specs.warnings)
    } catch {
      return PlayAnswer(refusedBy: error)
    }
  }

  private func verifier(for text: PlayText, endedBy cancellation: Cancellation) -> Verifier {
    var verifier = Verifier()
    verifier.isConfined = true
    verifier.deadline = deadline
    verifier.memoryLimit = memoryLimit
    verifier.cancellation = cancellation
    verifier.options.terraform.consent = .never
    verifier.drawsGraph = true
    verifier.suggestsRepairs = !text.isWorld
    return verifier
  }
}
