/// One node of the order in which a plan is applied.
public struct PlanStep: Sendable {
  /// What the step does.
  public enum Kind: Sendable, Hashable {
    case create, update, delete, forget, read
    /// Takes an object under management; the work was done while planning.
    case `import`
    /// Configures a provider: no effect, but what uses the provider waits for it.
    case provider(String)
    /// Evaluates the conditions of an object that does not change, or of an output: no effect, but
    /// what refers to it waits for it.
    case check(String)
    /// No effect and no failure: keeps the number of waits linear.
    case junction
  }

  /// What the step does.
  public let kind: Kind
  /// Index of the object among the plan's resources; nil for providers, outputs and junctions.
  public let resource: Int?
  /// Whether the step can fail. Dropping an object from the state cannot, nor can a junction.
  public let mayFail: Bool

  init(_ kind: Kind, resource: Int? = nil) {
    self.kind = kind
    self.resource = resource
    mayFail =
      switch kind {
      case .forget, .import, .junction: false
      default: true
      }
  }
}

/// A condition under which a wait holds: how the deleted object was last applied, which only the
/// raw state knows (SemanticsOfTerraform, "Conditional waits").
public struct WaitCondition: Sendable, Hashable {
  /// Index of a purely deleted object among the plan's resources.
  public let resource: Int
  /// The value of its `create_before_destroy` flag for which the wait holds.
  public let createBeforeDestroy: Bool
}

/// Why one step waits for another. Indices of the configuration are those of
/// `TerraformPlan.nameOfAddress`.
public enum WaitReason: Sendable, Hashable {
  /// An expression or `depends_on` of the configuration.
  case reference(from: Int, to: Int)
  /// The step needs the provider.
  case provider(Int)
  /// The step is one of the instances of a resource.
  case instance(of: Int)
  /// The step stands inside of a module.
  case module(Int)
  /// The two halves of a replacement, or the removal of a left-over object and its successor.
  case replacement(Int)
  /// One side of the wait is a removal: `dependent` depended on `dependency` when last applied, or
  /// will. Nil where the wait leads to or from a junction for all of them.
  case dependency(dependent: Int?, dependency: Int?)
  /// The graph of another source says so.
  case graph

  /// The reason of two waits in a row.
  func followed(by next: WaitReason) -> WaitReason {
    switch (self, next) {
    case (.reference(let from, _), .reference(_, let to)): .reference(from: from, to: to)
    case (.instance, _), (.module, .reference): next
    case (_, .instance): self
    case (.dependency(let a, let b), .dependency(let c, let d)):
      .dependency(dependent: a ?? c, dependency: b ?? d)
    case (.dependency, _): self
    case (_, .dependency): next
    case (.reference, _): self
    case (_, .reference): next
    default: self
    }
  }
}

/// One step waits for another to be done.
public struct PlanWait: Sendable {
  /// Index of the step that waits.
  public let after: Int
  /// Index of the step that it waits for.
  public let before: Int
  /// Nil when the wait always holds.
  public let condition: WaitCondition?
  /// Why.
  public let reason: WaitReason
}

/// The order in which a plan's steps can happen: a step begins only when all steps that it waits
/// for are done. Waits that Terraform has but the plan does not show are missing, so the order
/// allows at least every run of Terraform.
public struct PlanOrder: Sendable {
  /// Where an order comes from.
  public enum Source: Sendable, Hashable {
    /// The plan's configuration and prior state.
    case plan
    /// Terraform's own graph of the apply.
    case graph
  }

  /// Where the order comes from.
  public var source: Source
  /// The nodes.
  public var steps: [PlanStep]
  /// The edges, without duplicates.
  public var waits: [PlanWait]
}
