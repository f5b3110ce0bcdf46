using System.Reflection;

namespace Studio.Tests.Conventions;

/// <summary>A file uses a type, or a member of it, that another file declares. Paths as in <see cref="SourceFile"/>.</summary>
internal sealed record SourceReference(string From, string To, string Type);

/// <summary>Which file of the product uses what of which other, by the types themselves and not by the names of namespaces.</summary>
internal static class SourceReferences
{
    private static readonly Lazy<IReadOnlyCollection<SourceReference>> Read = new(ReadAll);

    /// <summary>Each use of something of another file, once per file and type.</summary>
    public static IReadOnlyCollection<SourceReference> All => Read.Value;

    private static HashSet<SourceReference> ReadAll()
    {
        Assembly[] assemblies = [typeof(Studio.Engine.IEngine).Assembly, typeof(Studio.Web.StudioOptions).Assembly];
        var documents = assemblies.ToDictionary(assembly => assembly, assembly => new SourceDocuments(assembly));
        var all = new HashSet<SourceReference>();
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            var own = documents[type.Assembly];
            foreach (var from in own.Of(type).Take(1))
                Add(from, CodeReferences.Of(type).Select(used => (used, (MethodBase?)null)));
            foreach (var method in CodeReferences.Methods(type))
            {
                if (own.Of(method) is { } from)
                    Add(from, CodeReferences.Of(method));
            }
        }
        foreach (var (from, type) in ConstantUses.In(assemblies))
            Add(from, [(type, null)]);
        return all;

        void Add(string from, IEnumerable<(Type Type, MethodBase? Method)> uses)
        {
            foreach (var (used, method) in uses.Distinct())
            {
                if (!documents.TryGetValue(used.Assembly, out var its))
                    continue;
                foreach (var to in method is null || its.Of(used).Count < 2 ? its.Of(used) : [its.Of(method)!])
                {
                    if (to != from)
                        all.Add(new SourceReference(from, to, used.Name));
                }
            }
        }
    }
}
