import ProvisoKernel
import ProvisoLanguage

extension WorldModel {
  /// The declared type of a part of the state; `nil` if there is no such part.
  func type(of part: Refinement.Part) -> StaticType? {
    switch part {
    case .variable(let index): variables.indices.contains(index) ? variables[index].type : nil
    case .field(let object, let index):
      entities.first { $0.index == object.entity }.flatMap {
        $0.fields.indices.contains(index) ? $0.fields[index].type : nil
      }
    case .tuple: .bool
    }
  }
}

extension Refinement {
  /// The type of the refining world with the values of a type of the other world.
  func own(_ type: StaticType) -> StaticType {
    func counterpart(_ entity: Int) -> Int {
      objects[ObjectID(entity: entity, index: 0)]?.entity ?? entity
    }
    switch type {
    case .entity(let entity): return .entity(counterpart(entity))
    case .set(let entity): return .set(counterpart(entity))
    case .list(let element): return .list(own(element))
    case .sequence(let element, let most): return .sequence(own(element), most)
    case .map(let key, let value): return .map(counterpart(key), own(value))
    default: return type
    }
  }
}
