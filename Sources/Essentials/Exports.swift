// The parts of its platform that the package takes. `FoundationEssentials` is the part of Foundation without ICU, whose
// 38 MB would be half of a program that carries everything in itself.
#if canImport(FoundationEssentials)
  @_exported import FoundationEssentials
#else
  @_exported import Foundation
#endif

#if canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#elseif canImport(Darwin)
  @_exported import Darwin
#endif
