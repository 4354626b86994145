/// A moment together with values for everything that the moment leaves open.
public struct Situation: Sendable {
  public let moment: Moment
  public let world: World
  /// The values of unknowns, by name.
  public let unknowns: [String: Value]
  /// What an unknown counts as that has no value: null where a condition is judged, words where a
  /// message is written.
  public let filler: Value

  /// Puts a situation together.
  public init(
    moment: Moment, world: World, unknowns: [String: Value], filler: Value = .null
  ) {
    self.moment = moment
    self.world = world
    self.unknowns = unknowns
    self.filler = filler
  }

  /// The same situation for a message: unknowns without a value read as words.
  public var forMessages: Situation {
    Situation(
      moment: moment, world: world, unknowns: unknowns, filler: .string("(known after apply)"))
  }
}

/// A concrete value and what of it must not be printed.
public struct MaskedValue: Sendable {
  public let value: Value
  public let mask: Mask

  /// Masks a value.
  public init(_ value: Value, _ mask: Mask = .none) {
    self.value = value
    self.mask = mask
  }
}

/// What a front-end makes of its input: a system, the objects that expressions speak of, and the
/// meaning of their attributes, twice.
///
/// The symbolic half serves the lowering, the concrete half the evaluator that replays
/// counterexamples; a front-end writes them apart, so that one checks the other.
public protocol Universe: Sendable {
  /// The vocabulary that this universe fills.
  var schema: VocabularySchema { get }
  /// The steps and what they change.
  var system: System { get }
  /// Whether the order of the steps is the true one.
  var orderIsExact: Bool { get }

  /// The objects of a collection, by the collection's place in the schema.
  func objects(in collection: Int) -> [ObjectID]
  /// The objects of a collection, in their order, of which a fixed attribute equals the value; `nil`
  /// where each has to be looked at.
  func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]?
  /// The object of a singleton, by its place in the schema.
  func singleton(_ place: Int) -> ObjectID
  /// How a person knows the object.
  func name(of object: ObjectID) -> String
  /// The step that the object stands for, where its type is one of steps.
  func step(of object: ObjectID) -> Int?

  /// An attribute, with moment and unknowns left open.
  func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol
  /// A relation, with moment and unknowns left open.
  func relation(
    _ relation: Relation, _ a: ObjectID, _ b: ObjectID, in store: TermStore
  ) -> Term
  /// That an output of `a` is used in the part of the arguments of `b` that a path of names and places
  /// leads to, with moment and unknowns left open.
  func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term
  /// Why nothing is known of an attribute, not even that it has one fixed value; `nil` where it has one.
  func gap(_ attribute: Int, of object: ObjectID) -> String?
  /// The words of the user who asked for all this; `nil` where they are not known.
  var userTexts: [String]? { get }
  /// The objects that can stand in the relation with `object` on its left (or right); `nil` where any
  /// can.
  func partners(_ relation: Relation, of object: ObjectID, onLeft: Bool) -> [ObjectID]?
  /// Whether some object of the type, narrowed to those whose attribute `type` is the given one where
  /// there is one, has this member in the attribute.
  func hasMember(_ member: Text, attribute: Int, entity: Int, type: String?) -> Bool?
  /// Names of members for a suggestion.
  func memberNames(attribute: Int, entity: Int, type: String?) -> [String]

  /// An attribute in one situation.
  func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue
  /// A relation in one situation.
  func holds(_ relation: Relation, _ a: ObjectID, _ b: ObjectID, in situation: Situation) -> Bool
  /// Whether an output of `a` is used in that part of the arguments of `b`, in one situation; `nil` where
  /// that cannot be told.
  func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool?

  /// How a person knows a step, and what it does.
  func describe(step: Int) -> StepDescription
  /// What the object of a step went through from one moment to a later one.
  func changes(of step: Int, from before: Situation, to after: Situation) -> [TraceChange]
  /// Why the first step of a chain waits for the last: each waits for the next.
  func explain(chain: [Int]) -> String

  /// A condition that the configuration gives reason to assume of an unknown: that it equals another.
  func tie(of unknown: Unknown, in store: TermStore) -> (term: Term, text: String)?
  /// What a person who sees the object in a violation would want to know, as sentences.
  func hints(about object: ObjectID) -> [String]

  /// Whether the plan leaves the object as it is.
  func isUnchanged(_ object: ObjectID) -> Bool

  /// The value of a JSON text; `nil` where it is none.
  func parseJSON(_ text: Text) -> Value?
  /// What a text says that is a list or a map as somebody printed it; `nil` where it is none.
  func readListing(_ text: Text) -> Value?
  /// Whether the unknown stands for something that must not be printed.
  func isSensitive(_ unknown: Unknown) -> Bool
}

extension Universe {
  /// Lists and maps of JSON.
  public func readListing(_ text: Text) -> Value? {
    guard let first = text.string.utf8.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    else { return nil }
    return parseJSON(text)
  }

  /// Nothing can be told.
  public func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term {
    store.undetermined(because: "what flows into an argument cannot be told here")
  }

  /// Nothing can be told.
  public func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool? { nil }

  /// Each attribute has a value.
  public func gap(_ attribute: Int, of object: ObjectID) -> String? { nil }

  /// There is no user.
  public var userTexts: [String]? { nil }

  /// Each has to be looked at.
  public func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]? {
    nil
  }
}

/// How a person knows a step.
public struct StepDescription: Hashable, Sendable {
  /// The object's name (`aws_db_instance.orders`).
  public let name: String
  /// What is done to it (`delete`).
  public let action: String
  /// Whether a person who follows a run wants to see it; steps without an effect are of interest only
  /// where they fail.
  public let hasEffect: Bool

  /// Describes a step.
  public init(name: String, action: String, hasEffect: Bool) {
    self.name = name
    self.action = action
    self.hasEffect = hasEffect
  }
}

/// One thing that changed in a run.
public struct TraceChange: Sendable {
  /// What changed (`aws_db_instance.orders.exists`).
  public let what: String
  public let from: MaskedValue
  public let to: MaskedValue

  /// Describes a change.
  public init(_ what: String, from: MaskedValue, to: MaskedValue) {
    self.what = what
    self.from = from
    self.to = to
  }
}
