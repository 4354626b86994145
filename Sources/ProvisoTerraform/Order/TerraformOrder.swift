/// One step of the order in which a plan is applied.
package struct TerraformStep: Sendable {
  /// The operation of a step.
  package enum Kind: Sendable, Hashable {
    case create, update, delete, forget, read
    /// Imports an object. Terraform does this during planning, so the step has no effect.
    case `import`
    /// Configures a provider. It has no effect, but the steps that use the provider wait for it.
    case provider(String)
    /// Evaluates the conditions of an unchanged object or of an output. It has no effect, but the
    /// steps that refer to the object or the output wait for it.
    case check(String)
    /// Has no effect and cannot fail. It connects two groups of steps and keeps the number of waits
    /// linear.
    case junction
  }

  /// The operation.
  package let kind: Kind
  /// Index of the object among the plan's resources; nil for providers, outputs and junctions.
  package let resource: Int?
  /// Whether the step can fail: false for `forget`, `import` and junctions.
  package let mayFail: Bool

  /// Whether the step can be refused before it begins: its expressions, or a precondition of its
  /// object, are evaluated then.
  var mayBeRefused: Bool {
    switch kind {
    case .create, .update, .read: true
    case .delete, .forget, .import, .provider, .check, .junction: false
    }
  }

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

/// The condition of a wait: the stored `create_before_destroy` flag of a deleted object. The plan
/// does not contain this flag, only the raw state does (SemanticsOfTerraform, "Conditional waits").
package struct TerraformWaitCondition: Sendable, Hashable {
  /// Index, among the plan's resources, of an object that is deleted and not replaced.
  package let resource: Int
  /// The value of the flag for which the wait holds.
  package let createBeforeDestroy: Bool
}

/// The reason why one step waits for another.
///
/// The values are indices for `TerraformPlan.nameOfAddress`, except that of `replacement`, which is
/// an index of a resource.
package enum WaitReason: Sendable, Hashable {
  /// An expression or a `depends_on` of the configuration.
  case reference(from: Int, to: Int)
  /// The step uses the provider.
  case provider(Int)
  /// One side is an instance of the resource, the other side is the resource as a whole.
  case instance(of: Int)
  /// The step is inside the module.
  case module(Int)
  /// The steps are the two halves of a replacement, or the removal of a deposed object and the step
  /// that makes the current one.
  case replacement(Int)
  /// One side is a removal: `dependent` depended on `dependency` when it was last applied, or will
  /// depend on it. An end is nil when a junction represents several resources there.
  case dependency(dependent: Int?, dependency: Int?)
  /// Terraform's own graph contains the wait.
  case graph

  /// The reason of the wait that replaces this wait and the next.
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

/// A wait: one step cannot begin until another is done.
package struct TerraformWait: Sendable {
  /// Index of the step that waits.
  package let after: Int
  /// Index of the step that it waits for.
  package let before: Int
  /// The condition under which the wait holds; nil when it always holds.
  package let condition: TerraformWaitCondition?
  /// The reason of the wait.
  package let reason: WaitReason
}

/// The order in which the steps of a plan can happen: a step begins only after all steps that it
/// waits for are done.
///
/// An order that comes from the plan lacks the waits that the plan does not show. It allows every
/// run of Terraform and perhaps more.
package struct TerraformOrder: Sendable {
  /// The source of an order.
  package enum Source: Sendable, Hashable {
    /// The plan's configuration and prior state.
    case plan
    /// Terraform's own graph of the apply.
    case graph
  }

  /// The source of the order.
  package var source: Source
  /// The steps.
  package var steps: [TerraformStep]
  /// The waits between the steps, without duplicates.
  package var waits: [TerraformWait]
}
