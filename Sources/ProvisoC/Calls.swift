import Proviso
import ProvisoInput
import Z3

/// The frame of every call: the request is copied, and the work runs on a thread with a large stack.
enum Calls {
  /// The size of the stack that reads a request and writes its answer. Checks have a larger one.
  private static let stackMegabytes = 64

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - members: the names that members of the request may have.
  ///   - work: the work on the request.
  static func answer(
    _ request: UnsafePointer<CChar>?, count: UInt, deadline: Int64,
    _ cancellation: OpaquePointer?, members: [String],
    _ work: @escaping @Sendable (RequestObject, CallBounds) throws(InputError) -> Answer
  ) -> Answer {
    let bytes = RequestObject.bytes(request, count: count)
    let token = Handle<Cancellation>.object(at: cancellation)
    return onLargeStack { () throws(InputError) in
      let bounds = try CallBounds(milliseconds: deadline, cancellation: token)
      return try work(try RequestObject(bytes: bytes, members: members), bounds)
    }
  }

  /// Runs work on a thread with a large stack.
  static func onLargeStack(
    _ work: @escaping @Sendable () throws(InputError) -> Answer
  ) -> Answer {
    let answer = Z3Worker.wait(stackMegabytes: stackMegabytes) {
      do throws(InputError) { return try work() } catch { return Answer(error) }
    }
    return answer ?? Answer(InputError("no thread could be started"))
  }
}

/// The pointers that stand for objects in the hands of the caller.
enum Handle<Object: AnyObject> {
  /// A pointer that keeps an object alive until it is released.
  static func made(for object: Object) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  /// The object of a pointer, which lives as long as it is used; `nil` for a null pointer.
  static func object(at pointer: OpaquePointer?) -> Object? {
    pointer.map { Unmanaged<Object>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// Gives up the caller's share of an object.
  static func release(_ pointer: OpaquePointer?) {
    if let pointer { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release() }
  }
}
