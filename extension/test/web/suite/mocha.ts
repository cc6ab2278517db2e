/** Mocha looks for a page to draw its report in; a worker has none, and its console will do. */
import 'mocha/mocha.js';
