//! Merchants' own domains.

use portico_server::store::{Added, DomainLimits, DomainRow};

use super::{M, stores};

const LIMITS: DomainLimits = DomainLimits {
    most: 3,
    gives_way: 50,
};

fn row(merchant: &str, id: &str, host: &str) -> DomainRow {
    DomainRow {
        id: id.to_owned(),
        merchant_id: merchant.to_owned(),
        host: host.to_owned(),
        token: "portico_1".to_owned(),
        status: "pending".to_owned(),
        is_primary: false,
        missing: "[]".to_owned(),
        created_at: 100,
        verified_at: None,
        checked_at: None,
        failing_since: None,
        check_at: 100,
    }
}

#[tokio::test]
async fn one_look_is_written_down_and_a_late_one_is_not() {
    for (store, _folder) in stores().await {
        let added = store.add_domain(row(M, "dom_1", "a.test"), LIMITS).await;
        let Added::Done(first) = added.unwrap() else {
            panic!("it is new")
        };
        assert!(first.is_primary);
        assert_eq!(store.due_domains(99, 9).await.unwrap(), []);
        let due = store.due_domains(100, 9).await.unwrap();
        assert_eq!(due, std::slice::from_ref(&first));
        assert!(store.claim_domain(&first, 130).await.unwrap());
        assert!(!store.claim_domain(&first, 130).await.unwrap());
        assert_eq!(store.due_domains(100, 9).await.unwrap(), []);

        assert_eq!(store.served_domains().await.unwrap(), []);
        let found = DomainRow {
            status: "active".to_owned(),
            verified_at: Some(101),
            checked_at: Some(101),
            check_at: 500,
            ..first.clone()
        };
        assert!(store.settle_domain(&first, &found).await.unwrap());
        let late = DomainRow {
            status: "pending".to_owned(),
            ..found.clone()
        };
        assert!(!store.settle_domain(&first, &late).await.unwrap());
        let kept = store.domain(M, "dom_1").await.unwrap();
        assert_eq!(kept, Some(found));
        let served = store.served_domains().await.unwrap();
        assert_eq!(served[0].host, "a.test");

        assert_eq!(store.domain("acct_1", "dom_1").await.unwrap(), None);
        assert_eq!(store.domain(M, "a\0").await.unwrap(), None);
        assert!(!store.delete_domain("acct_1", "dom_1").await.unwrap());
        assert!(!store.delete_domain(M, "a\0").await.unwrap());
        assert!(store.delete_domain(M, "dom_1").await.unwrap());
        assert_eq!(store.domains(M).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_host_is_one_merchants_however_many_ask_at_once() {
    for (store, _folder) in stores().await {
        let (mut done, mut others) = (0, 0);
        for round in 0..20 {
            let host = format!("h{round}.test");
            let (mine, theirs) = (format!("dom_m{round}"), format!("dom_t{round}"));
            let added = tokio::join!(
                store.add_domain(row(M, &mine, &host), LIMITS),
                store.add_domain(row("acct_1", &theirs, &host), LIMITS),
                store.add_domain(row(M, "dom_again", &host), LIMITS),
            );
            for added in [added.0, added.1, added.2] {
                match added.unwrap() {
                    Added::Done(_) => done += 1,
                    Added::Own(_) | Added::Taken => others += 1,
                    Added::TooMany => {}
                }
            }
            // Room for the next round.
            for id in [&mine, &theirs, "dom_again"] {
                store.delete_domain(M, id).await.unwrap();
                store.delete_domain("acct_1", id).await.unwrap();
            }
        }
        assert_eq!((done, others), (20, 40));

        // One that nobody verified gives way once it is old enough; one that somebody did does not.
        let old = DomainRow {
            created_at: 49,
            ..row("acct_1", "dom_old", "old.test")
        };
        let proven = DomainRow {
            verified_at: Some(49),
            ..DomainRow {
                host: "proven.test".to_owned(),
                id: "dom_proven".to_owned(),
                ..old.clone()
            }
        };
        for kept in [old, proven] {
            store.add_domain(kept, LIMITS).await.unwrap();
        }
        let added = store.add_domain(row(M, "dom_1", "old.test"), LIMITS).await;
        assert!(matches!(added.unwrap(), Added::Done(_)));
        let added = store
            .add_domain(row(M, "dom_2", "proven.test"), LIMITS)
            .await;
        assert_eq!(added.unwrap(), Added::Taken);
    }
}

#[tokio::test]
async fn one_domain_is_the_primary_one_at_most() {
    for (store, _folder) in stores().await {
        for id in ["dom_1", "dom_2", "dom_3"] {
            let added = row(M, id, &format!("{id}.test"));
            assert!(matches!(
                store.add_domain(added, LIMITS).await.unwrap(),
                Added::Done(_)
            ));
        }
        let fourth = row(M, "dom_4", "dom_4.test");
        let added = store.add_domain(fourth, LIMITS).await.unwrap();
        assert_eq!(added, Added::TooMany);
        let primary = async || {
            let all = store.domains(M).await.unwrap().into_iter();
            let primary = all.filter(|row| row.is_primary).map(|row| row.id);
            primary.collect::<Vec<_>>()
        };
        assert_eq!(primary().await, ["dom_1"]);
        for _ in 0..20 {
            let (one, other) = tokio::join!(
                store.set_primary_domain(M, "dom_2", true),
                store.set_primary_domain(M, "dom_3", true),
            );
            one.and(other).unwrap();
            assert_eq!(primary().await.len(), 1);
        }
        for id in ["dom_2", "dom_3"] {
            store.set_primary_domain(M, id, false).await.unwrap();
        }
        assert_eq!(primary().await, Vec::<String>::new());
        store
            .set_primary_domain("acct_1", "dom_1", true)
            .await
            .unwrap();
        assert_eq!(primary().await, Vec::<String>::new());
    }
}
