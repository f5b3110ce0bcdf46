using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>What became of the classes of one kind that packs bring beside their nodes.</summary>
public interface IPackParts
{
    /// <summary>Those of packs that are offered, in the order of the packs.</summary>
    IReadOnlyList<PackPart> Offered { get; }

    /// <summary>Those that are not, with the reason.</summary>
    IReadOnlyList<RefusedPart> Refused { get; }
}

/// <summary>
/// One of each class that is a <typeparamref name="T"/>, by its name: the engine's own, then those of packs. A name that is taken stays
/// with the one that had it first.
/// </summary>
public sealed class PackParts<T> : IPackParts
    where T : class
{
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _moduleOf = new(StringComparer.Ordinal);
    private readonly List<RefusedPart> _refused = [];
    private readonly string _kind;
    private readonly Func<T, string> _nameOf;

    /// <param name="kind">What such a thing is called: sampler, scheduler, family.</param>
    /// <param name="own">The engine's assembly.</param>
    /// <exception cref="InvalidOperationException">Two of the engine's own have one name.</exception>
    public PackParts(string kind, Func<T, string> nameOf, Assembly own, IEnumerable<NodePack> packs)
    {
        (_kind, _nameOf) = (kind, nameOf);
        foreach (var type in TypesIn(own).Where(IsMadeOfNothing))
        {
            var part = Make(type);
            if (!_byName.TryAdd(nameOf(part), part))
                throw new InvalidOperationException($"There are two of the kind {kind} that are called '{nameOf(part)}'.");
        }
        foreach (var pack in packs)
        {
            foreach (var type in TypesIn(pack.Assembly))
                Add(pack.Module, type);
        }
    }

    /// <summary>Everything that is offered.</summary>
    public IReadOnlyDictionary<string, T> ByName => _byName;

    public IReadOnlyList<PackPart> Offered => [.. _moduleOf.Select(part => new PackPart(part.Value, _kind, part.Key))];

    public IReadOnlyList<RefusedPart> Refused => _refused;

    /// <summary>
    /// The classes of an assembly that are one. A class that cannot be made without arguments and is not public is left out: it is for the
    /// assembly's own nodes.
    /// </summary>
    internal static IEnumerable<Type> TypesIn(Assembly assembly) => assembly.GetTypes().Where(type =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(T))
        && (type.IsVisible || IsMadeOfNothing(type)));

    private static bool IsMadeOfNothing(Type type) => type.GetConstructor(Type.EmptyTypes) is not null;

    private static T Make(Type type) => (T)Activator.CreateInstance(type)!;

    private void Add(string module, Type type)
    {
        var name = type.Name;
        try
        {
            var part = IsMadeOfNothing(type) ? Make(type) : throw new InvalidOperationException(
                "it has no public constructor without parameters. Add one, or make the class internal when only nodes of its own use it.");
            if (string.IsNullOrWhiteSpace(_nameOf(part)))
                throw new InvalidOperationException("its name is empty.");
            name = _nameOf(part);
            if (!_byName.TryAdd(name, part))
                throw new InvalidOperationException(
                    $"there is already a {_kind} {name}, from {_moduleOf.GetValueOrDefault(name, "Studio")}. Give this one another name.");
            _moduleOf[name] = module;
        }
        catch (Exception exception) // whatever the author of a pack did: it must not stop the server
        {
            var reason = exception is TargetInvocationException { InnerException: { } inner }
                ? $"its constructor failed: {inner.Message}"
                : exception.Message;
            _refused.Add(new RefusedPart(new PackPart(module, _kind, name), reason));
        }
    }
}
