import ProvisoInput
import ProvisoResult
import ProvisoTerraform

/// Searches the smallest repairs of a violated property.
///
/// Each candidate gives a new plan, which is judged by the same engine as the old one; nothing is
/// offered by a rule of thumb. The kinds of repairs are tried one after another. Within a kind, one part
/// alone is tried first, then parts are added as long as fewer instances stay violated, and then each
/// part is taken away again where the property holds without it.
struct RepairSearch {
  /// Judges an input against specs.
  let judge: (Subject, LoadedSpecs) throws(InputError) -> CheckResult
  let isCancelled: () -> Bool
  let specs: LoadedSpecs
  let terraform: TerraformRepairs
  let base: CheckResult

  /// The most plans that are judged for one property.
  var budget = 600
  /// Whether the first kind of repairs that helps is enough.
  var findsOne = false

  /// The most objects between which dependencies are tried.
  private static let mostRelated = 8
  /// The most parts of a repair that is not a set of changes to leave out.
  private static let mostParts = 12
  /// The most repairs of one kind.
  private static let mostOfOneKind = 3

  /// A set of parts that makes the property hold.
  typealias Parts = [PlanRepair]

  /// The search for one property.
  struct Search {
    let property: PropertyResult
    let specs: LoadedSpecs
    var left: Int
    /// The instances that are violated or undecided after the parts that were tried.
    var known: [Parts: Int] = [:]
  }

  /// The repairs of a property, the best first.
  func repairs(of property: PropertyResult) throws(InputError) -> (found: [Parts], isComplete: Bool)
  {
    var search = Search(
      property: property,
      specs: LoadedSpecs(
        specs: specs.specs.compactMap { file in
          file.spec.properties.contains { ResultLocation($0.location) == property.location }
            ? LoadedSpecs.CheckedFile(
              spec: file.spec.keeping { ResultLocation($0.location) == property.location },
              sources: file.sources, isBuiltIn: file.isBuiltIn) : nil
        }, warnings: []), left: budget)
    let related = related(to: property)
    var found: [Parts] = []
    found += try sets(of: terraform.moves(among: related), in: &search)
    if findsOne, !found.isEmpty { return try safe(found, in: &search) }
    // No order helps where every complete run ends in the violation.
    if property.violations.contains(where: \.dependsOnOrder) {
      let near = Array(related.prefix(Self.mostRelated))
      found += try sets(of: terraform.dependencies(among: near), in: &search)
      found += try sets(of: terraform.replacements(among: related), in: &search)
      if findsOne, !found.isEmpty { return try safe(found, in: &search) }
      if found.isEmpty { found += try applies(near, in: &search) }
    }
    if let one = try leftOut(related, in: &search) { found.append(one) }
    return try safe(found, in: &search)
  }

  /// The repairs after which no property is worse, the best first.
  private func safe(
    _ found: [Parts], in search: inout Search
  ) throws(InputError) -> (found: [Parts], isComplete: Bool) {
    var safe: [Parts] = []
    for parts in found {
      if try isSafe(parts) {
        safe.append(parts)
      } else if case .moved = parts[0], let all = try movedTogether(in: &search) {
        // One object alone would leave the others behind.
        if !safe.contains(all) { safe.append(all) }
      }
    }
    return (
      safe.enumerated().sorted { a, b in
        (a.element[0].rank, a.element.count, a.offset)
          < (b.element[0].rank, b.element.count, b.offset)
      }.map(\.element), search.left > 0
    )
  }

  /// The changed objects that the violations of a property are about, those of its instances first.
  private func related(to property: PropertyResult) -> [String] {
    let counted = property.violations.filter { $0.waiver == nil && !$0.isKnown }
    let named = terraform.objects(named: counted.flatMap(\.objects))
    let steps = terraform.objects(named: counted.flatMap { $0.trace.map(\.step) })
    return named + steps.filter { !named.contains($0) }
  }

  // MARK: Judging

  /// The number of instances that are not settled after repairs; nil where the repairs do not fit.
  private func open(
    _ parts: Parts, in search: inout Search
  ) throws(InputError) -> Int? {
    if let known = search.known[parts] { return known }
    guard search.left > 0, !isCancelled() else { return nil }
    search.left -= 1
    guard let subject = terraform.subject(after: parts) else { return nil }
    let result = try judge(subject, search.specs)
    guard let property = result.properties.first else { return nil }
    let count =
      property.effectiveVerdict <= .tolerated
      ? 0 : max(property.instances.violated + property.instances.undecided, 1)
    search.known[parts] = count
    return count
  }

  private func holds(_ parts: Parts, in search: inout Search) throws(InputError) -> Bool {
    try open(parts, in: &search) == 0
  }

  /// Whether no property is worse after the repairs, and the first of two applies is good, too.
  private func isSafe(_ parts: Parts) throws(InputError) -> Bool {
    for repairs in [parts, firstApply(of: parts)] where !repairs.isEmpty {
      guard let subject = terraform.subject(after: repairs) else { return false }
      let after = try judge(subject, specs)
      for (old, new) in zip(base.properties, after.properties) {
        guard new.effectiveVerdict >= .undecided else { continue }
        guard old.effectiveVerdict >= new.effectiveVerdict,
          new.instances.violated <= old.instances.violated
        else { return false }
      }
    }
    return true
  }

  /// The plan of the first of two applies; empty for other repairs.
  private func firstApply(of parts: Parts) -> Parts {
    guard case .applyFirst(let first)? = parts.first else { return [] }
    return [.leaveOut(terraform.changed.filter { !first.contains($0) })]
  }

  // MARK: Kinds

  /// The sets of candidates of one kind that make the property hold.
  private func sets(
    of candidates: Parts, in search: inout Search
  ) throws(InputError) -> [Parts] {
    var found: [Parts] = []
    for candidate in candidates where try holds([candidate], in: &search) {
      found.append([candidate])
      if found.count == Self.mostOfOneKind { break }
    }
    guard found.isEmpty else { return found }
    var chosen: Parts = []
    var best = search.property.instances.violated + search.property.instances.undecided
    while best > 0, chosen.count < Self.mostParts {
      var next: (part: PlanRepair, open: Int)?
      for candidate in candidates where !chosen.contains(candidate) {
        guard let open = try open(chosen + [candidate], in: &search) else { continue }
        if open < next?.open ?? best { next = (candidate, open) }
      }
      guard let next else { return [] }
      chosen.append(next.part)
      best = next.open
    }
    guard best == 0 else { return [] }
    for part in chosen where chosen.count > 1 {
      let rest = chosen.filter { $0 != part }
      if try holds(rest, in: &search) { chosen = rest }
    }
    return [chosen]
  }

  /// All moves together, without those that can go.
  private func movedTogether(
    in search: inout Search
  ) throws(InputError) -> Parts? {
    var parts = terraform.moves(among: terraform.changed)
    guard try holds(parts, in: &search), try isSafe(parts) else { return nil }
    for part in parts where parts.count > 1 {
      let rest = parts.filter { $0 != part }
      if try holds(rest, in: &search), try isSafe(rest) { parts = rest }
    }
    return parts
  }

  /// An apply of some changes before all others.
  private func applies(
    _ related: [String], in search: inout Search
  ) throws(InputError) -> [Parts] {
    let changed = terraform.changed
    var tried: Set<[String]> = []
    for address in related {
      let last = Set(terraform.closed([address]))
      for first in [
        terraform.prerequisites(of: address), changed.filter { !last.contains($0) },
      ] where !first.isEmpty && first.count < changed.count && tried.insert(first).inserted {
        let parts = [PlanRepair.applyFirst(first)]
        guard try holds(parts, in: &search), try holds(firstApply(of: parts), in: &search) else {
          continue
        }
        return [parts]
      }
    }
    return []
  }

  /// A smallest set of changes without which the property holds.
  private func leftOut(
    _ related: [String], in search: inout Search
  ) throws(InputError) -> Parts? {
    let changed = terraform.changed
    for pool in [related, changed] where !pool.isEmpty {
      guard try holdsWithout(pool, in: &search) else { continue }
      let smallest = try minimal(pool, with: [], in: &search)
      let all = terraform.closed(smallest)
      guard !all.isEmpty,
        // The search relies on this: what holds without some changes holds without more of them.
        try holds([.leaveOut(all)], in: &search)
      else { return nil }
      return [.leaveOut(all)]
    }
    return nil
  }

  private func holdsWithout(
    _ addresses: [String], in search: inout Search
  ) throws(InputError) -> Bool {
    try holds([.leaveOut(terraform.closed(addresses))], in: &search)
  }

  /// A subset that is enough together with `kept`, and none of whose members can go (QuickXplain: Junker
  /// 2004, here with the roles of conflict and repair exchanged).
  private func minimal(
    _ pool: [String], with kept: [String], in search: inout Search
  ) throws(InputError) -> [String] {
    if !kept.isEmpty, try holdsWithout(kept, in: &search) { return [] }
    guard pool.count > 1 else { return pool }
    let half = pool.count / 2
    let first = Array(pool[..<half])
    let second = Array(pool[half...])
    let fromSecond = try minimal(second, with: kept + first, in: &search)
    let fromFirst = try minimal(first, with: kept + fromSecond, in: &search)
    return fromFirst + fromSecond
  }
}
