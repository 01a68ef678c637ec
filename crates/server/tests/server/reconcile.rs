//! Changes whose outcome nobody saw.

use portico_server::app::App;
use portico_server::reconcile;
use portico_server::store::{Action, NewIntent};

use crate::support::World;

async fn open(world: &World, id: &str, action: Action, customer: &str, payment_method: &str) {
    let intent = NewIntent {
        id,
        merchant: "acct_0",
        customer,
        action,
        object: payment_method,
    };
    world
        .app
        .store()
        .open_intent(&intent, None, world.clock.now())
        .await
        .unwrap();
}

async fn run(app: &App, now: i64) -> usize {
    reconcile::run(app, now).await.unwrap()
}

#[tokio::test]
async fn a_removal_that_never_happened_is_finished() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::Remove, &customer, &cards[0]).await;
    assert_eq!(
        run(&world.app, world.clock.now() - 1).await,
        0,
        "still running"
    );
    assert_eq!(run(&world.app, world.clock.now()).await, 1);
    assert_eq!(world.engine.methods(&key, &customer).await, cards[1..]);
    assert_eq!(run(&world.app, world.clock.now()).await, 0, "closed");
}

#[tokio::test]
async fn the_guard_holds_after_a_crash_too() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::Remove, &customer, &cards[0]).await;
    open(&world, "pti_2", Action::Remove, &customer, &cards[1]).await;
    assert_eq!(run(&world.app, world.clock.now()).await, 2);
    assert_eq!(world.engine.methods(&key, &customer).await.len(), 1);
}

#[tokio::test]
async fn what_is_old_is_reported_instead_of_done() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::Remove, &customer, &cards[0]).await;
    world.clock.set(world.clock.now() + 3601);
    assert_eq!(run(&world.app, world.clock.now()).await, 1);
    assert_eq!(world.engine.methods(&key, &customer).await.len(), 2);
}

#[tokio::test]
async fn a_default_is_finished_and_a_missing_method_is_not() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::MakeDefault, &customer, &cards[1]).await;
    open(&world, "pti_2", Action::MakeDefault, &customer, "pm_gone").await;
    open(&world, "pti_3", Action::Remove, &customer, "pm_gone").await;
    open(&world, "pti_4", Action::Remove, "cus_gone", "pm_gone").await;
    assert_eq!(run(&world.app, world.clock.now()).await, 4);
    let browser = world.sign_in(0, &customer).await;
    assert_eq!(browser.methods(&world).await[0], cards[1]);
}

#[tokio::test]
async fn what_upstream_cannot_say_stays_open() {
    let mut world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::Remove, &customer, &cards[0]).await;
    world.engine.stop().await;
    assert_eq!(run(&world.app, world.clock.now()).await, 0);
    world.engine.restart().await;
    assert_eq!(run(&world.app, world.clock.now()).await, 1);
    assert_eq!(world.engine.methods(&key, &customer).await, cards[1..]);
}

/// The answer of a removal was lost after it had been carried out: asking again finds it done, not missing.
#[tokio::test]
async fn asking_again_for_a_lost_removal_is_answered() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    open(&world, "pti_1", Action::Remove, &customer, &cards[1]).await;
    let path = format!("/v1/payment_methods/{}/detach", cards[1]);
    world.engine.ask(&key, "POST", &path, "").await;
    let browser = world.sign_in(0, &customer).await;
    assert_eq!(world.send(browser.remove(&cards[1])).await.status, 200);
    assert_eq!(
        world.send(browser.remove(&cards[1])).await.status,
        404,
        "and then it is missing"
    );
}
