/**
 * Results of runs as lines of JSON, and the page that is made of them.
 */
@NullMarked
package io.eos.cli.chaos.report;

import org.jspecify.annotations.NullMarked;
