"""Shortcuts through dbt for tests, which run some ten thousand models of a few rows each.

None changes what dbt does with a database: what is left out are messages that no test reads, what
was made a moment before, and searches through lists.
"""

import gc
from functools import cache, lru_cache, wraps
from threading import get_ident

from dbt.adapters.base.impl import BaseAdapter
from dbt.adapters.cache import _ReferenceKey
from dbt.clients.jinja import MacroGenerator
from dbt.compilation import Compiler
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.contracts.graph.nodes import ParsedNode
from dbt_common.behavior_flags import BehaviorFlagRendered
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import CallableMacroGenerator, MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager


class Messages:
    """Most messages are of level debug, and each is written out before anybody is asked."""

    debug_is_read = False
    fire_event = EventManager.fire_event

    def keep_for_later(event, *args, **fields):
        event.__dict__["made_of"] = args, fields

    def fire_if_read(manager, event, level=None, **options):
        level = level or event.level_tag()
        if level == EventLevel.DEBUG and not Messages.debug_is_read:
            return
        if "made_of" in event.__dict__:
            args, fields = event.__dict__.pop("made_of")
            BaseEvent.__init__(event, *args, **fields)
        Messages.fire_event(manager, event, level=level, **options)


def with_contexts_kept(set_macro_context_generator):
    """A context names every macro there is; dbt makes one anew to drop, and one to rename a table.

    A context holds the results of its statements, so each thread has its own.
    """

    def keep_contexts(adapter, generator):
        made = {}

        def context(macro, config, resolver, package):
            key = macro.unique_id, id(resolver), package, get_ident()
            if key not in made:
                made[key] = generator(macro, config, resolver, package)
            return dict(made[key])

        set_macro_context_generator(adapter, context)

    return keep_contexts


def with_tables_found_by_key(get_relation):
    """A table is looked up four times per model, by comparing its name with those of all there are."""

    @wraps(get_relation)
    def get(adapter, database, schema, identifier):
        if not adapter._schema_is_cached(database, schema):
            return get_relation(adapter, database, schema, identifier)
        found = adapter.cache.relations.get(key_of(database, schema, identifier))
        return found and found.inner

    return get


def key_of(database, schema, identifier):
    return _ReferenceKey(*(part and part.lower() for part in (database, schema, identifier)))


def with_code_kept(compile_template):
    """What Python code a template becomes depends on its text, and most texts are those of the run before."""
    kept = {}

    def code_of(environment, source, *args, **options):
        key = type(environment), source, args, tuple(options.items())
        if key not in kept:
            kept[key] = compile_template(environment, source, *args, **options)
        return kept[key]

    return code_of


def with_graphs_kept(compile_manifest):
    """The graph of a manifest is its own, and searching it for circles takes longer than running a model."""
    kept = {}

    def graph_of(compiler, manifest, write=True, add_test_edges=False):
        if getattr(compiler.config.args, "inline", None):
            # The query of a command is a node of its own.
            return compile_manifest(compiler, manifest, write, add_test_edges)
        key = id(manifest), add_test_edges
        if key not in kept:
            compiler.initialize()
            # A manifest that is held here keeps its id to itself.
            kept[key] = manifest, compile_manifest(compiler, manifest, write, add_test_edges)
        return kept[key][1]

    return graph_of


def with_macros_kept(get_macro):
    """A macro of a context is made out of its template at every call, with a copy of the context."""

    def macro_of(generator):
        if "made" not in vars(generator):
            generator.made = get_macro(generator)
        return generator.made

    return macro_of


def with_type_testers_kept(build_type_tester):
    """What finds the types of a result depends on the columns that are text, and compiles patterns of dates."""
    kept = lru_cache(maxsize=None)(build_type_tester)
    return lambda text_columns, **null_values: kept(tuple(text_columns), **null_values)


def macros_by_name(namespace):
    """All macros as one dictionary; those that dbt finds first are written last."""
    if "by_name" not in vars(namespace):
        namespace.by_name = {}
        for macros in reversed(list(namespace._search_order())):
            namespace.by_name.update(macros)
    return namespace.by_name


def with_packages_added_whole(build_namespace):
    """A context has a generator for each of a thousand macros, of which a model calls twenty."""

    def generator_of(macro, context, node, stack):
        generator = object.__new__(MacroGenerator)
        vars(generator).update(context=context, macro=macro, node=node, stack=stack)
        return generator

    def build(builder, macros_by_package, context):
        for package, macros in macros_by_package.items():
            made = {
                macro.name: generator_of(macro, context, builder.node, builder.thread_ctx)
                for macro in macros.values()
            }
            if package in builder.internal_package_names:
                builder.internal_packages[package] = made
                continue
            builder.packages[package] = made
            if package == builder.search_package:
                builder.locals = made
            elif package == builder.root_package:
                builder.globals = made
        return build_namespace(builder, {}, context)

    return build


def make_dbt_quicker():
    # A parsed project is millions of objects that stay, and dbt makes as many that go by themselves.
    gc.set_threshold(100_000, 50, 100)
    DebugLevel.__init__ = Messages.keep_for_later
    EventManager.fire_event = Messages.fire_if_read
    BaseAdapter.set_macro_context_generator = with_contexts_kept(
        BaseAdapter.set_macro_context_generator
    )
    BaseAdapter.get_relation = with_tables_found_by_key(BaseAdapter.get_relation)
    MacroFuzzEnvironment.compile = with_code_kept(MacroFuzzEnvironment.compile)
    CallableMacroGenerator.get_macro = with_macros_kept(CallableMacroGenerator.get_macro)
    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")
    agate_helper.build_type_tester = with_type_testers_kept(agate_helper.build_type_tester)
    Compiler.compile = with_graphs_kept(Compiler.compile)
    MacroNamespaceBuilder.build_namespace = with_packages_added_whole(
        MacroNamespaceBuilder.build_namespace
    )
    # What was sent to a database stands in the results; nobody reads the files.
    ParsedNode.write_node = lambda *_: None
    MacroNamespace.__iter__ = lambda namespace: iter(macros_by_name(namespace))
    MacroNamespace.__getitem__ = lambda namespace, name: macros_by_name(namespace)[name]
    agate_helper.empty_table = cache(agate_helper.empty_table)
