using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Engine.Python;

namespace Studio.Web.UserData;

/// <summary>
/// A user's settings: one JSON object in comfy.settings.json, as ComfyUI's front end keeps them. The server itself reads none of them.
/// </summary>
public sealed class UserSettings
{
    private const int MaxBytes = 10 << 20;

    private readonly Lock _gate = new();

    /// <exception cref="EngineException">BadFile: the file is there but is no JSON object.</exception>
    public JsonObject Read(UserSpace space)
    {
        lock (_gate)
            return Load(space);
    }

    /// <summary>Sets these and leaves the others.</summary>
    /// <exception cref="UserDataException">TooLarge.</exception>
    public void Merge(UserSpace space, JsonObject changes)
    {
        space.RequireWriter();
        lock (_gate)
        {
            var settings = Load(space);
            foreach (var (name, value) in changes)
                settings[name] = value?.DeepClone();
            var bytes = JsonSerializer.SerializeToUtf8Bytes(settings, Indented);
            if (bytes.Length > MaxBytes)
                throw new UserDataException(UserDataRefusal.TooLarge, $"All settings of a user together may have {MaxBytes >> 20} MiB.");
            Store(space, bytes);
        }
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string FileOf(UserSpace space) => Path.Join(space.Folder, "comfy.settings.json");

    private static JsonObject Load(UserSpace space)
    {
        var file = FileOf(space);
        try
        {
            return File.Exists(file) && PythonJson.Read(File.ReadAllBytes(file)).Build() is { } value ? (JsonObject)value : [];
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or ArgumentException)
        {
            // writing over it would lose what somebody may want to mend
            throw new EngineException(EngineError.BadFile, "comfy.settings.json is not a JSON object. Mend it or delete it.", e);
        }
    }

    private static void Store(UserSpace space, byte[] bytes)
    {
        try
        {
            Directory.CreateDirectory(space.Folder);
            AtomicFile.Replace(FileOf(space), bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(StorageFault.MayPass(e) ? EngineError.Storage : EngineError.Unwritable,
                $"The settings could not be stored: {StorageFault.Reason(e)}", e);
        }
    }
}
