using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Studio.Tests.Conventions;

/// <summary>In which file of the repository the types and methods of an assembly are written, read from its symbols.</summary>
internal sealed class SourceDocuments
{
    // "Type document" of the Portable PDB format: files of types without a line of code, such as interfaces
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly Dictionary<int, string> _ofMethods = [];
    private readonly Dictionary<int, List<string>> _ofTypes = [];

    public SourceDocuments(Assembly assembly)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        var symbols = provider.GetMetadataReader();
        foreach (var handle in symbols.MethodDebugInformation)
        {
            if (FirstOf(symbols, symbols.GetMethodDebugInformation(handle)) is { } file)
                _ofMethods.Add(MetadataTokens.GetToken(handle.ToDefinitionHandle()), file);
        }
        foreach (var handle in symbols.CustomDebugInformation)
        {
            var information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) == TypeDocuments)
                _ofTypes.Add(MetadataTokens.GetToken(information.Parent), DocumentsIn(symbols, symbols.GetBlobReader(information.Value)));
        }
        foreach (var method in assembly.GetTypes().SelectMany(CodeReferences.Methods))
        {
            if (_ofMethods.TryGetValue(method.MetadataToken, out var file))
                Add(method.DeclaringType!, file);
        }
    }

    /// <summary>The files of a type, more than one for a partial class; none for what is generated from outside the repository.</summary>
    public IReadOnlyList<string> Of(Type type)
    {
        if (_ofTypes.TryGetValue(type.MetadataToken, out var files))
            return files;
        return type.DeclaringType is { } outer ? Of(outer) : [];
    }

    /// <summary>The file of a method; that of its type for one without code of its own.</summary>
    public string? Of(MethodBase method) => _ofMethods.TryGetValue(method.MetadataToken, out var file) ? file
        : Of(method.DeclaringType!) is [var first, ..] ? first
        : null;

    private void Add(Type type, string file)
    {
        if (!_ofTypes.TryGetValue(type.MetadataToken, out var files))
            _ofTypes.Add(type.MetadataToken, files = []);
        if (!files.Contains(file))
            files.Add(file);
    }

    /// <summary>The file of the first line that is written in the repository; generated code may hold lines of its own.</summary>
    private static string? FirstOf(MetadataReader symbols, MethodDebugInformation method)
    {
        if (method.SequencePointsBlob.IsNil)
            return null;
        return method.GetSequencePoints().Where(point => !point.IsHidden).Select(point => point.Document).Distinct()
            .Select(document => PathOf(symbols, document)).FirstOrDefault(path => path is not null);
    }

    private static List<string> DocumentsIn(MetadataReader symbols, BlobReader rows)
    {
        var files = new List<string>();
        while (rows.RemainingBytes > 0)
        {
            if (PathOf(symbols, MetadataTokens.DocumentHandle(rows.ReadCompressedInteger())) is { } file)
                files.Add(file);
        }
        return files;
    }

    private static string? PathOf(MetadataReader symbols, DocumentHandle document)
    {
        var path = Path.GetRelativePath(Repository.Root, symbols.GetString(symbols.GetDocument(document).Name)).Replace('\\', '/');
        return path.StartsWith("..", StringComparison.Ordinal) || path.Split('/').Contains("obj") || !path.Contains('/') ? null : path;
    }
}
