// OpenSSL 3 recommends `EVP_Digest`, which loads providers and the machine's configuration before it hashes
// anything. These functions need neither.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
