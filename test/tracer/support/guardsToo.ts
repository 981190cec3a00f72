/** A thread that guards its seizing and ends. */
import { guardSeizing } from '../../../native/ffi/seize.ts';

guardSeizing().end();
