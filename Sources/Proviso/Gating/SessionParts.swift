import ProvisoAgent
import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

/// The parts into which the calls of a session fall, so that no call of one part can make a difference to another
/// part.
///
/// Two calls are in one part if they may touch the same state, or state that a property reads together
/// (``WorldFootprints``). Parts only grow: a new call can join several. It is a union-find structure over the
/// state (R. Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", 1975), with the calls of each part.
struct SessionParts: Sendable {
  /// A piece of the state.
  private enum Piece: Hashable {
    case variable(Int)
    case relation(Int)
    /// The objects of an entity together.
    case entity(Int)
    case object(entity: Int, name: String)
  }

  let footprints: WorldFootprints
  /// The directory that paths in the world are relative to; `nil` if it is not known.
  let directory: String?
  private var pieces: [Piece: Int] = [:]
  private var parents: [Int] = []
  /// The calls of each part, by its root.
  private var members: [Int: [Int]] = [:]
  /// The entities whose objects are in one part.
  private var joined: Set<Int> = []
  /// The names of each entity's objects, as far as they are in no common part.
  private var names: [Int: [(path: FilePath, piece: Int)]] = [:]

  /// - Parameter directory: the directory that paths in the world are relative to; `nil` if it is not
  ///   known.
  init(_ footprints: WorldFootprints, in directory: String?) {
    self.footprints = footprints
    self.directory = directory
    let declared = footprints.declared(in: directory)
    var objects: [ObjectID: Int] = [:]
    for (object, name) in declared {
      objects[object] = piece(of: name, in: object.entity)
    }
    declaredPieces = objects
    for coupling in footprints.couplings { _ = join(pieces(of: coupling)) }
  }

  private var declaredPieces: [ObjectID: Int] = [:]

  // MARK: Pieces

  private mutating func index(of piece: Piece) -> Int {
    if let index = pieces[piece] { return index }
    parents.append(parents.count)
    pieces[piece] = parents.count - 1
    return parents.count - 1
  }

  private mutating func piece(of name: String, in entity: Int) -> Int {
    if joined.contains(entity) { return index(of: .entity(entity)) }
    let piece = Piece.object(entity: entity, name: name)
    if let index = pieces[piece] { return index }
    let index = index(of: piece)
    guard footprints.relatesNames, !name.isEmpty else { return index }
    let path = FilePath(name, in: directory)
    for (other, piece) in names[entity] ?? []
    where path.isSame(as: other) != false || path.contains(other) != false
      || other.contains(path) != false
    {
      _ = join([index, piece])
    }
    names[entity, default: []].append((path, index))
    return index
  }

  private mutating func pieces(of footprint: Footprint) -> [Int] {
    for entity in footprint.entities where joined.insert(entity).inserted {
      let whole = index(of: .entity(entity))
      let objects = pieces.filter {
        if case .object(entity, _) = $0.key { true } else { false }
      }
      _ = join([whole] + objects.values)
      names[entity] = nil
    }
    return footprint.variables.map { index(of: .variable($0)) }
      + footprint.relations.map { index(of: .relation($0)) }
      + footprint.entities.map { index(of: .entity($0)) }
      + footprint.objects.compactMap { declaredPieces[$0] }
  }

  // MARK: Parts

  private mutating func root(_ index: Int) -> Int {
    var root = index
    while parents[root] != root { root = parents[root] }
    var next = index
    while parents[next] != root { (parents[next], next) = (root, parents[next]) }
    return root
  }

  /// Makes one part of several.
  ///
  /// - Returns: its root; `nil` for no piece.
  private mutating func join(_ indices: [Int]) -> Int? {
    guard let first = indices.first else { return nil }
    var whole = root(first)
    for index in indices.dropFirst() {
      var other = root(index)
      guard other != whole else { continue }
      if (members[other]?.count ?? 0) > (members[whole]?.count ?? 0) { swap(&other, &whole) }
      parents[other] = whole
      if let moved = members.removeValue(forKey: other) { members[whole, default: []] += moved }
    }
    return whole
  }

  private mutating func pieces(of touch: WorldFootprints.Touch) -> [Int] {
    // Entities first, because their objects need no pieces then.
    pieces(of: touch.footprint) + touch.names.map { piece(of: $0.name, in: $0.entity) }
  }

  /// The calls that may meet something.
  ///
  /// - Parameter touches: what steps touch.
  mutating func calls(meeting touches: [WorldFootprints.Touch]) -> [Int] {
    let pieces = touches.flatMap { self.pieces(of: $0) }
    // A piece that was found first may have been joined later.
    return Set(pieces.map { root($0) }).flatMap { members[$0] ?? [] }
  }

  /// Takes a call in.
  mutating func add(_ call: Int, touching touches: [WorldFootprints.Touch]) {
    guard let part = join(touches.flatMap { pieces(of: $0) }) else { return }
    members[part, default: []].append(call)
  }

  /// The state that the steps of a call touch; `nil` if that may be anything.
  func touches(of reading: CallReading) -> [WorldFootprints.Touch]? {
    var out: [WorldFootprints.Touch] = []
    for call in reading.calls {
      guard !OpenEffects.tools.keys.contains(call.tool),
        let touch = footprints.touch(of: call, in: directory), !touch.footprint.isUnbounded
      else { return nil }
      out.append(touch)
    }
    return out
  }
}
