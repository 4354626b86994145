/// A kind of wrong answers that is known and not mended yet. An entry keeps the rest of the suite
/// useful until then; without entries the suite finds every wrong answer.
struct KnownFault: Sendable {
  let name: String
  /// The aspect that the answer overlooks.
  let aspect: HiddenAspect
  /// The operators of which a property has one; empty for any property.
  var operators: Set<ProjectedOperator> = []
  /// The kind of the properties; `nil` for both.
  var kind: ProjectedProperty.Kind?

  func covers(_ failure: ProjectionFailure) -> Bool {
    failure.causes.contains(aspect)
      && (kind == nil || kind == failure.property.kind)
      && (operators.isEmpty || !operators.isDisjoint(with: failure.property.operators))
  }

  static let open: [KnownFault] = []
}
