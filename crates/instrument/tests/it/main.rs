//! The engine as its users meet it: published instruments, golden answers, a
//! second instrument of other names, and promises that hold for any answer.

mod carry_over;
mod figures;
mod files;
mod probe;
mod promises;
mod published;
mod rules;
mod xlsform;
