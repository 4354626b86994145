import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoTerraform

/// What an input makes every answer take for granted, and what keeps it from being a proof.
protocol InputNotes {
  /// Why nothing can be proved of the input; `nil` where proofs are possible.
  var spoiler: String? { get }
  /// What in the input had no meaning here.
  var notModelled: [String] { get }
  /// What is taken for granted where properties ask for some relations.
  func assumptions(about relations: Set<Relation>) -> [String]
}

/// What there is to say of a Terraform plan.
struct PlanNotes: InputNotes {
  private let plan: TerraformPlan

  init(_ plan: TerraformPlan) { self.plan = plan }

  /// Why nothing can be proved of this plan; `nil` where proofs are possible.
  var spoiler: String? {
    if plan.errored {
      return "planning failed (`errored`), so the list of changes is not complete"
    }
    if !plan.actionInvocations.isEmpty {
      return "the plan invokes provider actions, whose effects are not modelled"
    }
    return nil
  }

  var notModelled: [String] {
    var out = plan.notModelled + plan.warnings
    if plan.errored { out.insert("planning failed: Terraform refuses to apply this plan", at: 0) }
    if plan.complete == false {
      out.append("the plan is not complete: changes are left for a later plan")
    }
    return out
  }

  func assumptions(about relations: Set<Relation>) -> [String] {
    var out = [
      "each provider does what the plan says: values that the plan knows come out as planned"
    ]
    if plan.steps.contains(where: { $0.kind == .create }) {
      out.append("an object that is being created looks as in `after` as soon as it stands")
    }
    if !relations.isDisjoint(with: [.refersTo, .refersToBefore, .refersToAfter]) {
      out.append("a value that only a provider chooses refers to no other object of the plan")
    }
    return out
  }
}

extension LoadedSpecs {
  /// What the specs themselves take for granted.
  func assumptions(of results: [PropertyResult]) -> [String] {
    var out: [String] = []
    for loaded in specs {
      for assumption in loaded.spec.assumptions {
        let text = loaded.sources.text(of: assumption.span)
          .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        out.append("\(loaded.spec.path) assumes: \(text)")
      }
    }
    if results.contains(where: { $0.timing == .atRest }) {
      let most = specs.map(\.spec.failures).max() ?? 1
      out.append(
        "at rest: at most \(most) \(most == 1 ? "step fails" : "steps fail"), and nothing kills the "
          + (specs.contains { $0.spec.vocabulary == "agent" } ? "run" : "apply"))
    }
    return out
  }
}

extension Expression {
  /// Whether the expression asks what the plan is to bring about: a step, or an attribute such as
  /// `after`. What is false of that, the plan causes.
  func speaksOfPlan(_ schema: VocabularySchema) -> Bool {
    let steps = Set(schema.entities.indices.filter { schema.entities[$0].isStep })
    var stack = [self]
    var seen: Set<ObjectIdentifier> = []
    func isOfSteps(_ binders: [Binder]) -> Bool {
      binders.contains { binder in
        if case .collection(let place) = binder.source {
          return steps.contains(schema.collections[place].entity)
        }
        return false
      }
    }
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      switch top.kind {
      case .attribute(let base, let place):
        if case .entity(let entity) = base.type, schema.entities[entity].attributes[place].isOfPlan
        {
          return true
        }
      case .quantifier(_, let binders, _), .aggregate(_, let binders, _):
        if isOfSteps(binders) { return true }
      default: break
      }
      top.kind.forEachPart { stack.append($0) }
    }
    return false
  }

  /// The relations that the expression, or a definition that it calls, asks for.
  var relations: Set<Relation> {
    var found: Set<Relation> = []
    var stack = [self]
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .relation(let relation, _, _) = top.kind { found.insert(relation) }
      if case .flowsInto = top.kind { found.insert(.flowsToArgument) }
      top.kind.forEachPart { stack.append($0) }
    }
    return found
  }
}
