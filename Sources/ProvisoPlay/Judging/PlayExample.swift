/// An example that the page offers: a world, or a spec with a plan.
package struct PlayExample: Sendable {
  /// The name in addresses and requests.
  package let name: String
  /// One line about it.
  package let title: String
  /// The text of the world or spec.
  package let spec: String
  /// The text of the plan; empty for a world.
  package let plan: String

  private init(_ name: String, title: String, spec: [UInt8], plan: [UInt8] = []) {
    self.name = name
    self.title = title
    self.spec = String(decoding: spec, as: UTF8.self)
    self.plan = String(decoding: plan, as: UTF8.self)
  }

  /// The examples in the order in which the page lists them.
  package static let all = [
    PlayExample(
      "river", title: "World: wolf, goat and cabbage", spec: PackageResources.river_proviso),
    PlayExample("jugs", title: "World: two jugs of water", spec: PackageResources.jugs_proviso),
    PlayExample(
      "philosophers", title: "World: dining philosophers, who can starve",
      spec: PackageResources.philosophers_proviso),
    PlayExample(
      "peterson", title: "World: Peterson's mutual exclusion, proved",
      spec: PackageResources.peterson_proviso),
    PlayExample(
      "peterson-broken", title: "World: Peterson's mutual exclusion with a mistake",
      spec: PackageResources.peterson_broken_proviso),
    PlayExample(
      "two-phase-commit", title: "World: two-phase commit",
      spec: PackageResources.two_phase_commit_proviso),
    PlayExample(
      "two-replicas", title: "Plan: two servers replaced, and none is left in between",
      spec: PackageResources.availability_proviso, plan: PackageResources.two_replicas_json),
    PlayExample(
      "unknown-decides", title: "Plan: a value that is known only later decides",
      spec: PackageResources.buckets_proviso, plan: PackageResources.unknown_decides_json),
    PlayExample(
      "snapshot-first", title: "Plan: a snapshot before a database is deleted",
      spec: PackageResources.order_proviso, plan: PackageResources.snapshot_first_json),
  ]
}
