using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Web.Components.Controls;
using Studio.Web.Languages;

namespace Studio.Tests.Components;

/// <summary>The server's half of "a double click is one wish"; Studio.E2E/DoubleClickTests tries the browser's half.</summary>
public sealed class OneAtATimeTests : BunitContext
{
    public OneAtATimeTests() => Services.AddScoped<Texts>();

    [Fact]
    public async Task Form_SentAgainWhileItIsAnswered_IsAnsweredOnce()
    {
        var (answers, answer) = (0, new TaskCompletionSource());
        var form = Render<BusyForm>(parameters => parameters
            .Add(form => form.OnSubmit, () =>
            {
                answers++;
                return answer.Task;
            })
            .Add(form => form.ChildContent, busy => $"<button type=\"submit\">{(busy ? "Saving…" : "Save")}</button>")
            .AddUnmatched("class", "mine"));
        var first = form.Find("form").SubmitAsync();
        Assert.Equal(("true", "Saving…"), (form.Find("form.mine").GetAttribute("aria-busy"), form.Find("button").TextContent));
        await form.Find("form").SubmitAsync();
        Assert.Equal((1, "0"), (answers, form.Find("form").GetAttribute("data-once")));
        answer.SetResult();
        await first;
        Assert.Equal((null, "Save", "1"),
            (form.Find("form").GetAttribute("aria-busy"), form.Find("button").TextContent, form.Find("form").GetAttribute("data-once")));
        await form.Find("form").SubmitAsync();
        Assert.Equal(2, answers);
    }

    [Fact]
    public async Task Button_PressedAgainWhileItIsAnswered_IsAnsweredOnceAndKeepsTheFocus()
    {
        var (answers, answer) = (0, new TaskCompletionSource());
        var button = Render<BusyButton>(parameters => parameters
            .Add(button => button.OnClick, () =>
            {
                answers++;
                return answer.Task;
            })
            .AddChildContent("Stop").AddUnmatched("aria-label", "Stop it"));
        var first = button.Find("button").ClickAsync();
        Assert.Equal(("true", "true", false), (button.Find("button").GetAttribute("aria-busy"),
            button.Find("button").GetAttribute("aria-disabled"), button.Find("button").HasAttribute("disabled")));
        await button.Find("button").ClickAsync();
        Assert.Equal(1, answers);
        answer.SetResult();
        await first;
        Assert.Null(button.Find("[aria-label='Stop it']").GetAttribute("aria-busy"));
    }

    /// <summary>The browser waits for the number: it must change also when there was nothing to wait for, and when it went wrong.</summary>
    [Fact]
    public async Task Run_AnyEnd_CountsAsAnAnswer()
    {
        var work = new OneAtATime();
        await work.RunAsync(() => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => work.RunAsync(() => throw new InvalidOperationException()));
        Assert.Equal((2, false), (work.Answered, work.IsBusy));
    }
}
