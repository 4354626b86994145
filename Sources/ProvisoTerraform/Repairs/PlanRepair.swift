/// A part of a repair: a change of a plan, or of the configuration that it was made from.
package enum PlanRepair: Hashable, Sendable {
  /// The plan is made without the changes of these objects.
  case leaveOut([String])
  /// A resource gets a `depends_on` for another. Both are addresses without instance keys.
  case dependsOn(String, on: String)
  /// The new object of these replacements is created before the old one is deleted. The first one gets
  /// the setting; Terraform extends it to the others, on which the first one depends.
  case createBeforeDestroy([String])
  /// An object that would be deleted and created again gets its new address instead.
  case moved(from: String, to: String)
  /// The changes of these objects are applied first, in a plan of their own.
  case applyFirst([String])

  /// The word for the kind in results.
  package var kind: String {
    switch self {
    case .leaveOut: "leave_out"
    case .dependsOn: "depends_on"
    case .createBeforeDestroy: "create_before_destroy"
    case .moved: "moved"
    case .applyFirst: "two_applies"
    }
  }

  /// How little a kind of repair changes: lower comes first.
  package var rank: Int {
    switch self {
    case .moved: 0
    case .dependsOn: 1
    case .createBeforeDestroy: 2
    case .applyFirst: 3
    case .leaveOut: 4
    }
  }
}
