import Dispatch
import Synchronization

#if canImport(CryptoKit)
  import CryptoKit
#else
  import CCrypto
#endif

/// The SHA-256 digest of an input, computed beside the check.
package final class Digest: Sendable {
  private let result = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Starts to compute the digest of bytes.
  package convenience init(of bytes: [UInt8]) {
    self.init { use in bytes.withUnsafeBytes(use) }
  }

  /// Starts to compute the digest of bytes that a closure lends.
  package init(lending: @escaping @Sendable ((UnsafeRawBufferPointer) -> Void) -> Void) {
    DispatchQueue.global().async { [self] in
      lending { bytes in
        let text = Self.hexadecimal(Self.digest(of: bytes))
        result.withLock { $0 = text }
      }
      done.signal()
    }
  }

  #if canImport(CryptoKit)
    private static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
      Array(SHA256.hash(data: bytes))
    }
  #else
    private static func digest(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
      var state = SHA256_CTX()
      SHA256_Init(&state)
      SHA256_Update(&state, bytes.baseAddress, bytes.count)
      return [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
        SHA256_Final(digest.baseAddress, &state)
        count = digest.count
      }
    }
  #endif

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The digest in lower-case hexadecimal; waits until it has been computed.
  package var value: String {
    done.wait()
    done.signal()
    return result.withLock { $0 } ?? ""
  }
}
