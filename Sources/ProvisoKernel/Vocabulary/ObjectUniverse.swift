/// The objects that expressions can name, with the schema and the system of their input.
public protocol ObjectUniverse: Sendable {
  /// The vocabulary that this universe fills.
  var schema: VocabularySchema { get }
  /// The steps and what they change.
  var system: System { get }
  /// The words for an unknown value in reasons and messages.
  var unknownWords: UnknownWords { get }

  /// The objects of a collection, by the collection's index in the schema.
  func objects(in collection: Int) -> [ObjectID]
  /// The objects of a collection whose fixed attribute equals the value, in their order; `nil` if the
  /// caller must look at each.
  func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]?
  /// The object of a singleton, by its index in the schema.
  func singleton(_ index: Int) -> ObjectID
  /// The step that the object represents, if its type is one of steps.
  func step(of object: ObjectID) -> Int?

  /// Why nothing is known of an attribute, not even that it has one fixed value; `nil` if it has one.
  func gap(_ attribute: Int, of object: ObjectID) -> String?
  /// The words of the user who asked for the input; `nil` if they are not known.
  var userTexts: [String]? { get }
  /// The directory that relative paths resolve against, as an absolute path; `nil` if it is unknown.
  var workingDirectory: String? { get }
  /// The value of a JSON text; `nil` if the text is not JSON.
  func parseJSON(_ text: Text) -> Value?
  /// The value of a text that is a printed list or map; `nil` for any other text.
  func readListing(_ text: Text) -> Value?
}

extension ObjectUniverse {
  /// The caller must look at each object.
  public func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]? {
    nil
  }

  /// Each attribute has a value.
  public func gap(_ attribute: Int, of object: ObjectID) -> String? { nil }

  /// There is no user.
  public var userTexts: [String]? { nil }

  /// Relative paths can be anywhere.
  public var workingDirectory: String? { nil }

  /// No text is read.
  public func parseJSON(_ text: Text) -> Value? { nil }

  /// Lists and maps of JSON.
  public func readListing(_ text: Text) -> Value? {
    guard let first = text.string.utf8.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    else { return nil }
    return parseJSON(text)
  }
}
