import ProvisoKernel

/// The state of another world, as a `refines` gives it.
package struct SyntaxRefinement: Sendable {
  /// The file of the other world.
  package let path: SyntaxText
  package let entries: [SyntaxMappingEntry]

  /// Adds the names that the expressions use.
  package func collectNames(into names: inout Set<String>) {
    for entry in entries {
      for binder in entry.binders { binder.source.collectNames(into: &names) }
      entry.value.collectNames(into: &names)
    }
  }
}

/// `TARGET = expr`, inside the `every` around it.
package struct SyntaxMappingEntry: Sendable {
  /// A part of the other world's state.
  package enum Target: Sendable {
    case variable(Name)
    /// The field of an object, which is named by a binder or by its own name.
    case field(Name, Name)
    /// A tuple of a relation; its objects are named in the same way.
    case relation(Name, [Name])
  }

  /// The objects for which the entry holds, outermost first.
  package let binders: [SyntaxBinder]
  package let target: Target
  package let value: SyntaxExpression
  package let span: Span

  /// Makes an entry.
  package init(
    binders: [SyntaxBinder], target: Target, value: SyntaxExpression, span: Span
  ) {
    self.binders = binders
    self.target = target
    self.value = value
    self.span = span
  }
}
