using System.Runtime.InteropServices;
using System.Text.Json;
using Studio.Engine;
using Studio.Engine.Comfy;
using Studio.Engine.Graph;
using Studio.Web.Auth;
using Studio.Web.Jobs;
using Studio.Web.Models;

namespace Studio.Web.Api.Comfy;

/// <summary>/object_info, /system_stats, /features.</summary>
internal static class InfoEndpoints
{
    /// <summary>The ComfyUI whose interface this is; clients choose by it what to expect.</summary>
    private const string ComfyVersion = "0.33.0";

    public static void MapInfo(this IEndpointRouteBuilder group)
    {
        group.MapGet("/object_info", async (UserNodes nodes, CurrentUser user, ArrivingFiles arriving,
            CancellationToken cancellationToken) =>
        {
            await arriving.SettledAsync(cancellationToken);
            return TypedResults.Json(ObjectInfo.Describe(nodes.Of(user)));
        });
        group.MapGet("/object_info/{name}", (string name, UserNodes nodes, CurrentUser user) => ComfyAnswer.Object(json =>
        {
            if (nodes.Of(user).Find(name) is { } node)
                json.Node(node.Name, ObjectInfo.Describe(node));
        }));
        group.MapGet("/features", (StudioOptions options) => ComfyAnswer.Json(FeatureFlags.Of(options)));
        group.MapGet("/system_stats", (IEngine engine) => ComfyAnswer.Object(json => SystemStats(json, engine.Status())));
    }

    private static void SystemStats(Utf8JsonWriter json, EngineStatus engine)
    {
        var memory = GC.GetGCMemoryInfo();
        var total = memory.TotalAvailableMemoryBytes;
        var free = Math.Max(0, total - memory.MemoryLoadBytes);
        json.Object("system", () =>
        {
            json.WriteString("os", OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux");
            json.WriteNumber("ram_total", total);
            json.WriteNumber("ram_free", free);
            json.WriteString("comfyui_version", ComfyVersion);
            json.WriteNull("required_frontend_version");
            json.WriteNull("installed_templates_version");
            json.WriteNull("required_templates_version");
            json.WriteStartArray("comfy_package_versions");
            json.WriteEndArray();
            json.WriteString("python_version", $"none ({RuntimeInformation.FrameworkDescription})");
            json.WriteString("pytorch_version", $"none (ONNX Runtime {engine.RuntimeVersion})");
            json.WriteBoolean("embedded_python", false);
            json.WriteString("deploy_environment", "studio");
            json.Strings("argv", []);
        });
        json.WriteStartArray("devices");
        json.WriteStartObject();
        Device(json, engine, total, free);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>
    /// A processor has no memory of its own: the machine's stands in for it, as in ComfyUI. A card whose size nobody told has 0 and not the
    /// machine's.
    /// </summary>
    private static void Device(Utf8JsonWriter json, EngineStatus engine, long total, long free)
    {
        var parts = engine.Device.Split(':');
        json.WriteString("name", engine.DeviceName);
        json.WriteString("type", parts[0]);
        if (parts.Length > 1 && int.TryParse(parts[1], out var index))
            json.WriteNumber("index", index);
        else
            json.WriteNull("index");
        json.WriteNumber("vram_total", engine.DeviceMemoryTotal ?? (engine.HasOwnMemory ? 0 : total));
        json.WriteNumber("vram_free", engine.DeviceMemoryFree ?? (engine.HasOwnMemory ? 0 : free));
        json.WriteNumber("torch_vram_total", engine.ModelMemoryUsed);
        json.WriteNumber("torch_vram_free", 0);
    }
}
