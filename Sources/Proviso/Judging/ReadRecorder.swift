import ProvisoKernel
import ProvisoLanguage
import Synchronization

/// The meaning of a universe that notes which attributes of which objects are read.
final class ReadRecorder: ConcreteMeaning {
  /// An attribute of an object.
  struct Read: Hashable, Sendable {
    let object: ObjectID
    let attribute: Int
  }

  private let universe: any ConcreteMeaning
  private let noted = Mutex<Set<Read>>([])

  init(_ universe: any ConcreteMeaning) { self.universe = universe }

  /// Every attribute that has been read.
  var reads: Set<Read> { noted.withLock { $0 } }

  func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue {
    noted.withLock { _ = $0.insert(Read(object: object, attribute: attribute)) }
    return universe.value(attribute, of: object, in: situation)
  }

  func holds(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in situation: Situation
  ) -> Bool { universe.holds(relation, between: a, and: b, in: situation) }

  func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool? { universe.isFlow(from: a, to: b, at: path, in: situation) }

  func completed(_ unknowns: [String: Value]) -> [String: Value] { universe.completed(unknowns) }

  var schema: VocabularySchema { universe.schema }
  var system: System { universe.system }
  var unknownWords: UnknownWords { universe.unknownWords }
  func objects(in collection: Int) -> [ObjectID] { universe.objects(in: collection) }
  func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]? {
    universe.objects(in: collection, where: attribute, is: value)
  }
  func singleton(_ index: Int) -> ObjectID { universe.singleton(index) }
  func step(of object: ObjectID) -> Int? { universe.step(of: object) }
  func gap(_ attribute: Int, of object: ObjectID) -> String? { universe.gap(attribute, of: object) }
  var userTexts: [String]? { universe.userTexts }
  var workingDirectory: String? { universe.workingDirectory }
  func parseJSON(_ text: Text) -> Value? { universe.parseJSON(text) }
  func readListing(_ text: Text) -> Value? { universe.readListing(text) }
}
