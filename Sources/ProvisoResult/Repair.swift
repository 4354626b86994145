/// A change of a plan, or of what it was made from, after which a property holds.
///
/// The plan after it was checked: the property holds, no other property is worse than before, and no
/// part of the repair can be left out. It is the plan as far as the old one shows it, so make a new plan
/// and check that.
public struct Repair: Sendable {
  /// The kind: `leave_out`, `depends_on`, `create_before_destroy`, `moved`, `two_applies` or
  /// `prevent_destroy`.
  public var kind: String
  /// The repair in one line.
  public var title: String
  /// The text to write, or the commands to run.
  public var text: String
  /// The notation of ``text``: `hcl` or `shell`.
  public var notation: String
  /// The objects that it speaks of.
  public var objects: [String]
  /// The number of its parts, none of which can be left out.
  public var size: Int
  /// Whether the plan is refused with it, until somebody changes it.
  public var refusesPlan = false
  /// The files of the configuration that it changes.
  package var files: [FileChange] = []

  /// A file before and after a repair.
  package struct FileChange: Sendable {
    package let path: String
    package let before: String
    package var after: String

    package init(path: String, before: String, after: String) {
      self.path = path
      self.before = before
      self.after = after
    }
  }

  /// Describes a repair.
  public init(
    kind: String, title: String, text: String, notation: String, objects: [String], size: Int
  ) {
    self.kind = kind
    self.title = title
    self.text = text
    self.notation = notation
    self.objects = objects
    self.size = size
  }
}

/// The repairs of one violated property, the best first.
public struct PropertyRepairs: Sendable {
  public var property: PropertyResult
  public var repairs: [Repair]
  /// Why repairs may be missing; `nil` if the search ended by itself.
  public var incomplete: String?

  /// Describes the repairs of a property.
  public init(property: PropertyResult, repairs: [Repair], incomplete: String? = nil) {
    self.property = property
    self.repairs = repairs
    self.incomplete = incomplete
  }
}

/// The answer about an input with the repairs of what is violated.
public struct RepairResult: Sendable {
  public var check: CheckResult
  public var properties: [PropertyRepairs]

  /// Describes the repairs of an input.
  public init(check: CheckResult, properties: [PropertyRepairs]) {
    self.check = check
    self.properties = properties
  }
}
