import ProvisoAgent
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoWorlds

extension AgentPlan {
  /// A sentence for each path that may be one of the world's paths under another name.
  ///
  /// The contracts that ship compare paths as paths. An action of a world can change the object that a
  /// call names, and no other; then an object under two names would be missed.
  func pathAliases(with world: WorldModel?) -> [String] {
    guard let world, let entity = world.entities.first(where: { $0.name == "Path" }) else {
      return []
    }
    let declared = world.texts(of: entity.index).filter { !$0.isEmpty }
      .map { world.canonical($0, of: entity.index, in: directory) }
    // A world that uses the contracts for files cannot have other actions of their names.
    let usesContracts = world.declares("moved_to")
    let actions = Dictionary(
      world.actions.filter {
        !$0.isHarmless && !(usesContracts && PathArguments.comparesPaths($0.name))
      }
      .map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var out: [String] = []
    for call in calls {
      guard let action = actions[call.tool] else { continue }
      for (name, type) in action.parameters where type.objects == entity.index {
        for text in call.value(of: name)?.constant?.texts ?? [] where text != "" {
          let path = world.canonical(text.string, of: entity.index, in: directory)
          guard !declared.contains(path),
            let other = declared.first(where: {
              FilePath(path, in: directory).isSame(as: FilePath($0, in: directory)) == nil
            })
          else { continue }
          let sentence =
            "cannot verify: the path \(Value.quoted(path)) of `\(call.tool)` may be \(Value.quoted(other)); write both in the same way."
          if !out.contains(sentence) { out.append(sentence) }
        }
      }
    }
    return out
  }
}
