import OrderedCollections
import ProvisoKernel
import ProvisoSyntax

/// The declaration of a name.
struct Declaration: Sendable {
  enum Kind: Sendable {
    case constant(Value, StaticType)
    case table(Table, StaticType)
    case definition(CheckedDefinition)
    /// An entity or an enum of a world.
    case type
    /// An object of a world, an agent, or a value of an enum.
    case object(ObjectID)
    /// The numbered objects of one declaration, with the first number.
    case objects([ObjectID], Int)
    /// Statements that actions share, by their index among those of the world.
    case effect(Int)
    /// A `var` of a world, by its index among the attributes of the state.
    case variable(Int)
    /// A relation of a world: its index, and the types that it relates.
    case relation(Int, [StaticType])
    /// An action of a world: its index, and the types of its parameters.
    case action(Int, [StaticType])
    /// A declaration with a mistake that is already reported. Its uses are not reported.
    case broken
  }

  let kind: Kind
  let span: Span
  /// Whether its value depends on a value from outside: a `var` of a spec, or `today`.
  var isOfOutside = false
}

/// A `define`, with the facts that the check of its uses needs.
struct CheckedDefinition: Sendable {
  let definition: Definition
  /// Whether it depends on other moments (`once`, `before`, `whenever`).
  let isTemporal: Bool
  let uses: OrderedSet<AttributeUse>
}
