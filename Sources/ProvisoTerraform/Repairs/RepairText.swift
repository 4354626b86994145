import ProvisoInput
import ProvisoResult

extension TerraformRepairs {
  /// A repair in words, with what to write or to run; and for changes that are left out, the setting that
  /// lets Terraform refuse them. A repair whose text would show a sensitive value is left out.
  ///
  /// - Parameter positions: the configuration beside the plan, whose files are changed if they are there.
  package func described(
    _ parts: [PlanRepair], at positions: ConfigurationPositions?
  ) -> [Repair] {
    var found = repairs(of: parts, at: positions)
    // The files of a repair are shown with the lines around its changes.
    for index in found.indices
    where found[index].files.contains(where: { universe.containsSecretLiteral($0.after) }) {
      found[index].files = []
    }
    // A key of `for_each` can be a value that another place marks as sensitive.
    return found.filter { repair in
      !([repair.title, repair.text] + repair.files.map(\.after)).contains(
        where: universe.containsSecret)
    }
  }

  private func repairs(
    of parts: [PlanRepair], at positions: ConfigurationPositions?
  ) -> [Repair] {
    guard let first = parts.first else { return [] }
    var repair: Repair
    switch first {
    case .leaveOut(let addresses): return leftOut(addresses, at: positions)
    case .applyFirst(let addresses):
      repair = Repair(
        kind: first.kind, title: "apply \(Self.named(addresses)) first, in a plan of its own",
        text: Self.command("terraform apply", with: "-target", for: addresses)
          + "\nterraform plan -out=PLANFILE   # then check this plan",
        notation: "shell", objects: addresses, size: 1)
    case .dependsOn, .createBeforeDestroy, .moved:
      let blocks = parts.compactMap(block)
      guard blocks.count == parts.count else { return [] }
      repair = Repair(
        kind: first.kind, title: parts.map(Self.title).joined(separator: "; "),
        text: blocks.map(\.text).joined(separator: "\n\n"), notation: "hcl",
        objects: parts.flatMap(Self.objects), size: parts.count)
      repair.files = positions?.changes(by: blocks) ?? []
    }
    return [repair]
  }

  private func leftOut(
    _ addresses: [String], at positions: ConfigurationPositions?
  ) -> [Repair] {
    let others = changed.filter { !addresses.contains($0) }
    let repair = Repair(
      kind: PlanRepair.leaveOut([]).kind,
      title: others.isEmpty
        ? "do not apply this plan: none of its changes can stay"
        : "plan without the changes of \(Self.named(addresses))",
      text: others.isEmpty
        ? "# nothing is left to apply"
        : "# OpenTofu\n" + Self.command("tofu plan -out=PLANFILE", with: "-exclude", for: addresses)
          + "\n# Terraform\n"
          + Self.command("terraform plan -out=PLANFILE", with: "-target", for: others),
      notation: "shell", objects: addresses, size: addresses.count)
    // A block that is gone from the configuration prevents nothing.
    let kept = addresses.filter {
      guard let object = plan.listed(at: $0) else { return false }
      return object.configuration != nil && (object.action == .replace || object.action == .delete)
    }
    guard kept == addresses else { return [repair] }
    let names = Self.distinct(kept.map(ModuleAddresses.withoutKeys))
    let blocks = names.map { ConfigurationBlock(of: $0, setting: .preventDestroy) }
    var guarded = Repair(
      kind: "prevent_destroy", title: "let Terraform refuse to destroy \(Self.named(kept))",
      text: blocks.map(\.text).joined(separator: "\n\n"), notation: "hcl", objects: kept,
      size: names.count)
    guarded.refusesPlan = true
    guarded.files = positions?.changes(by: blocks) ?? []
    return [repair, guarded]
  }

  // MARK: Blocks

  private func block(_ part: PlanRepair) -> ConfigurationBlock? {
    switch part {
    case .dependsOn(let dependent, let dependency):
      guard let place = plan.dependsOnPlace(of: dependent, on: dependency) else { return nil }
      return ConfigurationBlock(of: place.address, setting: .dependsOn(place.name))
    case .createBeforeDestroy(let addresses):
      return ConfigurationBlock(
        of: ModuleAddresses.withoutKeys(addresses[0]), setting: .createBeforeDestroy)
    case .moved(let from, let to):
      return ConfigurationBlock(of: ModuleAddresses.withoutKeys(to), setting: .moved(from, to))
    case .leaveOut, .applyFirst: return nil
    }
  }

  private static func title(_ part: PlanRepair) -> String {
    switch part {
    case .dependsOn(let dependent, let dependency): "let \(dependent) depend on \(dependency)"
    case .createBeforeDestroy(let addresses):
      "create the new \(addresses[0]) before the old one is deleted"
        + (addresses.count > 1
          ? ", and with it \(named(Array(addresses.dropFirst())))" : "")
    case .moved(let from, let to): "keep \(from) as \(to)"
    case .leaveOut(let addresses), .applyFirst(let addresses): named(addresses)
    }
  }

  private static func objects(_ part: PlanRepair) -> [String] {
    switch part {
    case .dependsOn(let a, let b), .moved(let a, let b): [a, b]
    case .createBeforeDestroy(let addresses), .leaveOut(let addresses), .applyFirst(let addresses):
      addresses
    }
  }

  private static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func named(_ addresses: [String]) -> String {
    let shown = addresses.prefix(2).joined(separator: addresses.count == 2 ? " and " : ", ")
    return addresses.count > 2 ? "\(shown) and \(addresses.count - 2) more" : shown
  }

  /// A command with one option for each object, on as many lines where they are many.
  private static func command(
    _ command: String, with option: String, for addresses: [String]
  ) -> String {
    let options = addresses.map { "\(option)=\($0.shellWord)" }
    return ([command] + options).joined(separator: options.count > 2 ? " \\\n  " : " ")
  }
}
