using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Studio.Web.Components.Workflows;

/// <summary>The canvas in the browser: graphs go there and come back as streams, since one may be larger than a message of the
/// line.</summary>
internal sealed class GraphCanvas(IJSObjectReference script, IJSObjectReference canvas, CancellationToken leaving) : IAsyncDisposable
{
    private const long LongestGraph = 32L << 20;

    /// <summary>Null when there is no browser to draw in.</summary>
    /// <param name="page">Hears of what is done on the canvas.</param>
    /// <param name="nodes">What the canvas needs to know of each node.</param>
    public static async Task<GraphCanvas?> OpenAsync(IJSRuntime js, string script, ElementReference stage, object page, JsonNode nodes,
        CancellationToken leaving)
    {
        var module = await js.InvokeAsync<IJSObjectReference>("import", leaving, script);
        // the panel beside it does without
        if (!await module.InvokeAsync<bool>("canDraw", leaving, stage))
            return null;
        using var described = Stream(nodes);
        return new(module, await module.InvokeAsync<IJSObjectReference>("open", leaving, stage, page, described), leaving);
    }

    /// <summary>Draws a file in the place of what is there.</summary>
    /// <returns>The graph as the canvas writes it when nothing was changed.</returns>
    public async Task<JsonObject> LoadAsync(JsonObject file, bool isFirst)
    {
        using var stream = Stream(file);
        await canvas.InvokeVoidAsync("load", leaving, stream, isFirst);
        return await WrittenAsync();
    }

    public async Task<JsonObject> WrittenAsync()
    {
        var reference = await canvas.InvokeAsync<IJSStreamReference>("write", leaving);
        await using (reference)
        await using (var stream = await reference.OpenReadStreamAsync(LongestGraph, leaving))
            return (JsonObject)(await JsonNode.ParseAsync(stream, cancellationToken: leaving))!;
    }

    public async Task InvokeAsync(string what, params object?[] with) => await canvas.InvokeVoidAsync(what, leaving, with);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await canvas.InvokeVoidAsync("close", CancellationToken.None);
            await canvas.DisposeAsync();
            await script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its canvas with it
        }
    }

    private static DotNetStreamReference Stream(JsonNode json) => new(new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString())));
}
