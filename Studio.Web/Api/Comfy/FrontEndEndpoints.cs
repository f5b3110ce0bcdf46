using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Web.Extensions;

namespace Studio.Web.Api.Comfy;

/// <summary>
/// What ComfyUI's front end asks at its start: scripts, templates, translations and subgraphs of extensions, and which nodes took the place
/// of older ones.
/// </summary>
internal static class FrontEndEndpoints
{
    // Older nodes that another one can stand for, with the inputs that go where. Recorded from ComfyUI 0.33's /node_replacements.
    private const string Known = """
        {"ResizeImagesByLongerEdge": [{
          "new_node_id": "ImageScaleToMaxDimension", "old_node_id": "ResizeImagesByLongerEdge", "old_widget_ids": ["longer_edge"],
          "input_mapping": [{"new_id": "image", "old_id": "images"}, {"new_id": "largest_size", "old_id": "longer_edge"}, {"new_id": "upscale_method", "set_value": "lanczos"}],
          "output_mapping": [{"new_idx": 0, "old_idx": 0}]}]}
        """;

    public static void MapFrontEnd(this IEndpointRouteBuilder group)
    {
        group.MapGet("/extensions", (ExtensionScripts scripts) => ComfyAnswer.Strings(scripts.Addresses()));
        group.MapGet("/extensions/{name}/{**file}", Script);
        group.MapGet("/templates/{file}", Template);
        group.MapGet("/user.css", () => TypedResults.Text("", "text/css; charset=utf-8"));
        group.MapGet("/workflow_templates", () => ComfyAnswer.Nothing);
        group.MapGet("/i18n", () => ComfyAnswer.Nothing);
        group.MapGet("/global_subgraphs", () => ComfyAnswer.Nothing);
        group.MapGet("/global_subgraphs/{id}", (string id) => ComfyAnswer.Json(null));
        group.MapGet("/node_replacements", NodeReplacements);
    }

    /// <summary>A file for the browser. It may change whenever the extension does.</summary>
    private static IResult Script(string name, string? file, ExtensionScripts scripts, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        return file is not null && scripts.Find(name, file) is var (path, type)
            ? TypedResults.PhysicalFile(path, type)
            : TypedResults.NotFound();
    }

    /// <summary>
    /// The lists of templates that ComfyUI brings in a package of its own: index.json, and index.fr.json and the like. They are empty here.
    /// </summary>
    private static IResult Template(string file) =>
        !file.StartsWith("index", StringComparison.Ordinal) || !file.EndsWith(".json", StringComparison.Ordinal)
        ? ComfyAnswer.NoSuchRoute
        : file == "index_logo.json" ? ComfyAnswer.Nothing : ComfyAnswer.Array(_ => { });

    /// <summary>Only what leads to a node that is here, and from one that is not.</summary>
    private static IResult NodeReplacements(IEngine engine)
    {
        var known = JsonNode.Parse(Known)!.AsObject();
        foreach (var (old, ways) in known.ToList())
        {
            if (engine.Nodes.Find(old) is not null || engine.Nodes.Find((string)ways![0]!["new_node_id"]!) is null)
                known.Remove(old);
        }

        return ComfyAnswer.Json(known);
    }
}
