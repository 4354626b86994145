import ProvisoKernel
import ProvisoLanguage

/// What a list of specs shows of a world.
public struct WorldSummary: Sendable {
  public let name: String
  /// The `///` comment at the head of the file.
  public let documentation: String
  public let path: String
  /// The actions as they are declared, without what they do: `drop(db: Database) may fail`.
  public let actions: [String]
  /// What each agent may do: `cleaner may backup, drop at most 6 steps`; empty where anyone may act.
  public let agents: [String]
}

extension LoadedSpecs {
  /// The worlds that the files are about, each once, with the path of the first file about it.
  public var worlds: [WorldSummary] {
    var seen: Set<String> = []
    return specs.compactMap { file in
      guard let world = file.spec.world, seen.insert(world.name).inserted else { return nil }
      return WorldSummary(
        name: world.name, documentation: file.spec.documentation, path: file.spec.path,
        actions: world.actions.map { Self.head(of: $0, world.schema) },
        agents: world.agents.map { agent in
          let actions = agent.actions.map { world.actions[$0].name }.joined(separator: ", ")
          return "\(agent.name) may \(actions)"
            + (agent.steps.map { " at most \($0) steps" } ?? "")
        })
    }
  }

  private static func head(of action: WorldAction, _ schema: VocabularySchema) -> String {
    let parameters = action.parameters.map { "\($0.name): \(schema.name(of: $0.type))" }
    var text = "\(action.name)(\(parameters.joined(separator: ", ")))"
    if let result = action.result {
      text += " returns \(result.name): \(schema.name(of: result.type))"
    }
    if action.isHarmless { text += " harmless" }
    if action.mayFail { text += " may fail" }
    return text
  }
}
