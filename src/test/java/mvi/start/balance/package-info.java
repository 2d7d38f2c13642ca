@NullMarked
package mvi.start.balance;

import org.jspecify.annotations.NullMarked;
