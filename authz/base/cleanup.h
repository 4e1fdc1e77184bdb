/* Foreign handles that close themselves when their variable goes out of scope. */
#ifndef AUTHZ_BASE_CLEANUP_H
#define AUTHZ_BASE_CLEANUP_H

/* Defines NAME_cleanup(type *) for `__attribute__((cleanup(...)))`, calling free_fn. */
#define DEFINE_CLEANUP(name, type, free_fn)                                              \
	static inline void name##_cleanup(type *handle)                                  \
	{                                                                                \
		if (*handle)                                                             \
			free_fn(*handle);                                                \
	}                                                                                \
	struct name##_cleanup_needs_semicolon

#define CLEANUP(name) __attribute__((cleanup(name##_cleanup)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
