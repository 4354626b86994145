import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds
import Z3

extension CheckRun {
  /// A property of a world as an SMT-LIB 2.6 script: satisfiable exactly where a run of at most
  /// `exploration.depth` steps breaks one of its instances (reaches it, where it is a `possible`).
  ///
  /// - Parameters:
  ///   - world: as in ``explore(_:mayBeEmpty:)``.
  ///   - property: the property's name.
  /// - Throws: `InputError` if the file has a mistake, there is no such property, or it has no form
  ///   in SMT-LIB.
  package func smtLib(of world: Input, property name: String) throws(InputError) -> String {
    let loaded = try load(world, mayBeEmpty: false)
    for file in loaded.specs {
      guard let model = file.spec.world,
        let index = file.spec.properties.firstIndex(where: { $0.name == name })
      else { continue }
      let problem: WorldProblem
      do throws(WorldBuilder.Failure) {
        problem = try WorldProblem(file.spec, model: model)
      } catch {
        throw InputError("\(file.spec.path): \(error.reason)")
      }
      let asked = problem.questions.filter { $0.property == index && !$0.isProbe }.map(\.asked)
      let system = problem.system
      let limits = verifier.options.exploration
      let texts = scripts(for: asked, of: system, limits)
      guard let texts, !texts.isEmpty else {
        throw InputError(
          "\(file.spec.path): `\(name)` cannot be written in SMT-LIB: it is about complete runs, or about values without a sort in SMT-LIB"
        )
      }
      // There is one independent script for each instance.
      return texts.enumerated().map { number, text in
        "; \(name), instance \(number + 1) of \(texts.count), runs of at most \(limits.depth) steps\n"
          + text
      }.joined(separator: texts.count > 1 ? "\n(reset)\n" : "")
    }
    let known = loaded.specs.flatMap(\.spec.properties).map { "`\($0.name)`" }
    throw InputError(
      "\(loaded.specs.first?.spec.path ?? ""): there is no property `\(name)`; expected one of \(known.joined(separator: ", "))"
    )
  }

  /// One script for each question; `nil` if a question has no form in SMT-LIB.
  private func scripts(
    for asked: [StateProperty], of system: TransitionSystem, _ limits: ExplorationLimits
  ) -> [String]? {
    do throws(Z3Error) {
      let context = try Z3Context(
        memoryLimitMegabytes: limits.memoryMegabytes, interrupt: cancellation.solver)
      let search = SymbolicSearch(context: context, limits: limits)
      var texts: [String] = []
      for question in asked {
        guard let text = try search.smtLib(system, for: question, depth: limits.depth) else {
          return nil
        }
        texts.append(text)
      }
      return texts
    } catch {
      return nil
    }
  }
}
