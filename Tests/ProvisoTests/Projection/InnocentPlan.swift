/// Something about a plan that its JSON does not show.
enum HiddenAspect: String, CaseIterable, Sendable {
  /// The use that an expression makes of its references.
  case expressions
  /// The references of locals, their use, and their failures.
  case locals
  /// The references of `dynamic` blocks and `replace_triggered_by`.
  case nestedReferences
  /// The references of preconditions, and their failures.
  case preconditions
  /// The references of validations of variables, and their failures.
  case validations
  /// That listed deletions are not carried out.
  case incompleteness
}

extension ActualPlan {
  /// The plan that a trusting reader would make of the JSON: nothing that is hidden matters, every
  /// expression is the first thing that it refers to, nothing but steps can fail, and everything
  /// that is listed is carried out.
  ///
  /// A property that is true of it and false of the actual plan is what a reader of the JSON is most likely to
  /// prove by mistake.
  ///
  /// - Parameter aspects: the aspects in which the reader is trusting.
  func innocent(in aspects: Set<HiddenAspect> = Set(HiddenAspect.allCases)) -> ActualPlan {
    var plan = self
    if aspects.contains(.incompleteness) { plan.neverDeleted = [] }
    for block in plan.blocks.indices {
      if aspects.contains(.nestedReferences) { plan.blocks[block].hiddenReferences = [] }
      if aspects.contains(.preconditions) { plan.blocks[block].precondition = nil }
      guard blocks[block].isConfigured else { continue }
      // The parts that the JSON shows stay as they are.
      plan.blocks[block].createsFirst = replacesCreateFirst(block)
      if let object = objects(of: block).first {
        plan.blocks[block].recordedDependencies = storedDependencies(of: object)
      }
    }
    for object in plan.objects.indices { plan.tie(object, in: aspects) }
    for local in plan.locals.indices where aspects.contains(.locals) {
      plan.locals[local] = ActualLocal(name: locals[local].name, expression: .constant(.null))
    }
    for variable in plan.variables.indices where aspects.contains(.validations) {
      plan.variables[variable] = ActualVariable(
        name: variables[variable].name, value: variables[variable].value, validation: [])
    }
    return plan
  }

  /// Makes each unknown value of an object the first that its expression, or its local, refers to.
  private mutating func tie(_ object: Int, in aspects: Set<HiddenAspect>) {
    let block = blocks[objects[object].block]
    for name in objects[object].unknown.sorted() {
      guard let expression = block.expressions[name] else { continue }
      var references = ActualReferences(expression)
      guard aspects.contains(references.locals.isEmpty ? .expressions : .locals) else { continue }
      for local in references.locals { references.add(ActualReferences(locals[local].expression)) }
      if references.usesEach, let key = objects[object].key, let each = block.forEach?[key] {
        references.add(ActualReferences(each))
      }
      guard let first = references.attributes.first, let source = objects(of: first.block).first
      else { continue }
      let value = objects[source].after?[first.attribute] ?? .null
      objects[object].after?[name] = value
    }
  }
}
